import { TRPCClientError } from '@trpc/client';
import { z } from 'zod';

/** What the interface needs to know of a failed call. */
export interface ApiFailure {
  /** Fermata's own error code, or `OFFLINE` when the server was not reached. */
  code: string;
  message: string;
  details: unknown;
  requestId: string | null;
  httpStatus: number | null;
}

const dataSchema = z.object({
  httpStatus: z.number(),
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string(),
  }),
});

/** Reads any thrown value. */
export function readFailure(error: unknown): ApiFailure {
  const unknown = { details: undefined, requestId: null, httpStatus: null };
  if (!(error instanceof TRPCClientError)) {
    const message = error instanceof Error ? error.message : 'Something went wrong.';
    return { ...unknown, code: 'INTERNAL', message };
  }
  const data = dataSchema.safeParse(error.data);
  if (!data.success) {
    return { ...unknown, code: 'OFFLINE', message: 'Fermata cannot be reached. Check the connection and try again.' };
  }
  const { code, message, details, requestId } = data.data.error;
  return { code, message, details, requestId, httpStatus: data.data.httpStatus };
}

const issuesSchema = z.array(
  z.object({ path: z.union([z.string(), z.array(z.union([z.string(), z.number()]))]), message: z.string() }),
);

/** The sentence for each field that was refused, by dotted path; empty when the failure names no fields. */
export function fieldErrors(details: unknown): Record<string, string> {
  const issues = issuesSchema.safeParse(details);
  if (!issues.success) return {};
  return Object.fromEntries(
    issues.data.map(({ path, message }) => [typeof path === 'string' ? path : path.join('.'), message]),
  );
}

export interface FormFailure {
  /** What belongs to no field. */
  message: string | null;
  /** By field. A list shows its first. */
  fields: Record<string, string>;
}

/** What a form shows of a call that failed; nothing while `error` is null. */
export function formFailure(error: unknown): FormFailure {
  if (!error) return { message: null, fields: {} };
  const failure = readFailure(error);
  const fields: Record<string, string> = {};
  for (const [path, message] of Object.entries(fieldErrors(failure.details))) {
    fields[path.split('.')[0] ?? path] ??= message;
  }
  return { message: Object.keys(fields).length === 0 ? failure.message : null, fields };
}

/** Text to paste into a report: code, sentence and request id. */
export function failureReport(failure: ApiFailure): string {
  const request = failure.requestId ? [`request ${failure.requestId}`] : [];
  return [failure.code, failure.message, ...request].join('\n');
}
