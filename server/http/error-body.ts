import { z } from 'zod';
import { ERROR_STATUS, FermataError, type ErrorCode } from '#core/errors.ts';
import { redactor } from '#server/secret/redactor.ts';

/** What a client is told about an error, over tRPC and over HTTP alike. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  details?: unknown;
  requestId: string;
}

/** Codes by which node-postgres and Node say that the database cannot be reached. */
const DATABASE_DOWN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'P1001',
  'P1017',
]);

/** Any error as one of ours. What nobody raised on purpose becomes INTERNAL and keeps its cause for the log. */
export function toFermataError(error: unknown): FermataError {
  if (FermataError.is(error)) return error;
  if (error instanceof z.ZodError) {
    return new FermataError('VALIDATION', 'The input does not have the expected shape.', {
      details: error.issues.flatMap(issueDetails),
      cause: error,
    });
  }
  if (isDatabaseDown(error)) {
    return new FermataError('UNAVAILABLE', 'The database cannot be reached. Try again in a moment.', { cause: error });
  }
  return new FermataError(
    'INTERNAL',
    'Something went wrong on our side. The log has the details under the request id.',
    {
      cause: error,
    },
  );
}

/** What another side said may be part of an error, and what it said may be what it was sent: secrets are taken out. */
export function errorBody(error: FermataError, requestId: string): ErrorBody {
  return {
    code: error.code,
    message: redactor.text(error.message),
    ...(error.details === undefined ? {} : { details: withoutSecrets(error.details) }),
    requestId,
  };
}

function withoutSecrets(details: unknown): unknown {
  const json = JSON.stringify(details) ?? 'null';
  const clean = redactor.text(json);
  return clean === json ? details : JSON.parse(clean);
}

export function statusOf(error: FermataError): number {
  return ERROR_STATUS[error.code];
}

/** When to try again, as a header, where the error knows it. */
export function retryAfter(error: FermataError): { 'retry-after'?: string } {
  const parsed = z.object({ retryAfterSeconds: z.int().positive() }).safeParse(error.details);
  return parsed.success ? { 'retry-after': String(parsed.data.retryAfterSeconds) } : {};
}

/** An unknown key is named by its own path, so that a form or a script can point at it. */
function issueDetails(issue: z.core.$ZodIssue): { path: (string | number)[]; message: string }[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], message: 'Unknown key.' }));
}

function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return DATABASE_DOWN.has(code) || /timeout exceeded when trying to connect/.test(error.message);
}
