import { TRPCClientError } from '@trpc/client';

/** What the interface needs to know of a failed call. `code` is Fermata's own where the server gave one. */
export interface ApiFailure {
  code: string;
  message: string;
  details: unknown;
  requestId: string | null;
  httpStatus: number | null;
}

function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && name in data
    ? (data as Record<string, unknown>)[name]
    : undefined;
}

/** Reads any thrown value. A call that never reached the server has the code `OFFLINE`. */
export function readFailure(error: unknown): ApiFailure {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    if (data === undefined || data === null) {
      return {
        code: 'OFFLINE',
        message: 'Fermata cannot be reached. Check the connection; nothing was changed.',
        details: undefined,
        requestId: null,
        httpStatus: null,
      };
    }
    const code = field(data, 'fermataCode') ?? field(data, 'code');
    const status = field(data, 'httpStatus');
    const requestId = field(data, 'requestId');
    return {
      code: typeof code === 'string' ? code : 'INTERNAL',
      message: error.message,
      details: field(data, 'details'),
      requestId: typeof requestId === 'string' ? requestId : null,
      httpStatus: typeof status === 'number' ? status : null,
    };
  }
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  return { code: 'INTERNAL', message, details: undefined, requestId: null, httpStatus: null };
}

/** Text to paste into a report: code, sentence and request id. */
export function failureReport(failure: ApiFailure): string {
  return [failure.code, failure.message, failure.requestId && `request ${failure.requestId}`]
    .filter(Boolean)
    .join('\n');
}
