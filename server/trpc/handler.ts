import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { resolveActor } from '#server/account/resolve-actor.ts';
import { readText, requireMediaType } from '#server/http/body.ts';
import { respond, type RespondOptions } from '#server/http/respond.ts';
import { statusOf } from '#server/http/error-body.ts';
import { fermataErrorOf, trpcCodeOf } from './init.ts';
import { appRouter } from './root.ts';

/** More calls in one request would be a lever, not a convenience. */
export const MAX_BATCH_SIZE = 20;

/** Every request to `/api/trpc`: bounded, from our own pages, with whoever acts resolved once for the whole batch. */
export function handleTrpc(request: Request, options: Pick<RespondOptions, 'deps'> = {}): Promise<Response> {
  return respond(
    request,
    async ({ deps, requestId }) => {
      const { actor, cookies } = await resolveActor(deps, request.headers);
      return fetchRequestHandler({
        endpoint: '/api/trpc',
        req: await bounded(request),
        router: appRouter,
        maxBatchSize: MAX_BATCH_SIZE,
        onError: ({ error, type, path }) => {
          // What breaks a stream that was open already passes by the procedures' own mapping of errors.
          if (type === 'subscription' && trpcCodeOf(fermataErrorOf(error)) === 'INTERNAL_SERVER_ERROR')
            deps.log.error({ err: error.cause ?? error, requestId, path }, 'A live stream broke.');
        },
        createContext: ({ resHeaders }) => {
          for (const cookie of cookies) resHeaders.append('set-cookie', cookie);
          return { deps, actor, requestId, headers: request.headers, resHeaders };
        },
      });
    },
    {
      ...options,
      // What is refused before the router is reached still reads like an answer of the router.
      writeError: (body, error) => ({
        error: {
          message: body.message,
          code: -32_000,
          data: { code: trpcCodeOf(error), httpStatus: statusOf(error), error: body },
        },
      }),
    },
  );
}

/** The same request with its body read within bounds. Forms, which tRPC would accept too, are refused. */
async function bounded(request: Request): Promise<Request> {
  if (request.method === 'GET') return request;
  requireMediaType(request, ['application/json']);
  const body = await readText(request);
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal });
}
