import { randomUUID } from 'node:crypto';
import type { FermataError } from '#core/errors.ts';
import { webDeps, type Deps } from '#server/deps.ts';
import { type ErrorBody, errorBody, retryAfter, statusOf, toFermataError } from './error-body.ts';
import { requireOwnOrigin } from './origin.ts';

export interface HttpContext {
  deps: Deps;
  request: Request;
  requestId: string;
}

/** How an error is written down; tRPC clients expect an envelope of their own. */
type WriteError = (body: ErrorBody, error: FermataError) => unknown;

/**
 * The frame around every route: a request id, the origin check, and the one place where errors become answers.
 * @param deps the web process's own, unless a test brings others.
 */
export async function respond(
  request: Request,
  work: (context: HttpContext) => Promise<Response>,
  { deps = webDeps(), writeError = (body: ErrorBody) => ({ error: body }) }: RespondOptions = {},
): Promise<Response> {
  const requestId = randomUUID();
  let log: Deps['log'] | undefined;
  try {
    const ready = await deps;
    log = ready.log;
    requireOwnOrigin(request, ready.env);
    const response = await work({ deps: ready, request, requestId });
    response.headers.set('x-request-id', requestId);
    return response;
  } catch (cause) {
    const error = toFermataError(cause);
    if (error.code === 'INTERNAL') log?.error({ err: error.cause, requestId, url: request.url }, error.message);
    const body = writeError(errorBody(error, requestId), error);
    const headers = { 'x-request-id': requestId, ...retryAfter(error) };
    return Response.json(body, { status: statusOf(error), headers });
  }
}

export interface RespondOptions {
  deps?: Deps | Promise<Deps>;
  writeError?: WriteError;
}

/** JSON with cookies. */
export function json(
  body: unknown,
  options: { status?: number; cookies?: string[]; headers?: HeadersInit } = {},
): Response {
  const response = Response.json(body, { status: options.status ?? 200, headers: options.headers });
  for (const cookie of options.cookies ?? []) response.headers.append('set-cookie', cookie);
  return response;
}
