import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { FermataError, type ErrorCode } from '#core/errors.ts';
import { type Access, accessOf, whileAllowed } from '#server/account/access.ts';
import type { Actor } from '#server/account/permissions.ts';
import { recordDenial } from '#server/audit/record-denial.ts';
import type { Deps } from '#server/deps.ts';
import { errorBody, toFermataError } from '#server/http/error-body.ts';

export interface TrpcContext {
  deps: Deps;
  /** Null for a visitor. */
  actor: Actor | null;
  requestId: string;
  /** Of the request: the session cookie is in them. */
  headers: Headers;
  /** Of the answer: a rotated session cookie goes here. */
  resHeaders: Headers;
}

const SSE_PING_MS = 15_000;
/** A stream is opened anew after this long, and with that the right to see it is checked anew. */
const SSE_MAX_MS = 5 * 60_000;

const t = initTRPC.context<TrpcContext>().create({
  // Stack traces never leave the server.
  isDev: false,
  sse: {
    maxDurationMs: SSE_MAX_MS,
    ping: { enabled: true, intervalMs: SSE_PING_MS },
    client: { reconnectAfterInactivityMs: 2 * SSE_PING_MS },
  },
  /** `error.data.error` is the same `{code, message, details?, requestId}` that the HTTP API answers. */
  errorFormatter({ shape, error, ctx }) {
    const body = errorBody(fermataErrorOf(error), ctx?.requestId ?? '');
    return { ...shape, message: body.message, data: { ...shape.data, error: body } };
  },
});

const TRPC_CODES: Record<ErrorCode, TRPCError['code']> = {
  VALIDATION: 'BAD_REQUEST',
  MALFORMED: 'BAD_REQUEST',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  IDEMPOTENCY_MISMATCH: 'CONFLICT',
  NOT_PUBLISHED: 'CONFLICT',
  TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  INVALID_WORKFLOW: 'UNPROCESSABLE_CONTENT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
};

export function trpcCodeOf(error: FermataError): TRPCError['code'] {
  return TRPC_CODES[error.code];
}

/** tRPC's own refusals (unknown procedure, unreadable body) have no cause of ours. */
export function fermataErrorOf(error: TRPCError): FermataError {
  if (error.cause && (FermataError.is(error.cause) || error.cause instanceof ZodError))
    return toFermataError(error.cause);
  switch (error.code) {
    case 'NOT_FOUND':
      return new FermataError('NOT_FOUND', 'There is no such procedure.');
    case 'PAYLOAD_TOO_LARGE':
      return new FermataError('TOO_LARGE', 'The request is too large.');
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new FermataError('UNSUPPORTED_MEDIA_TYPE', 'The request must be JSON.');
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'METHOD_NOT_SUPPORTED':
      return new FermataError('VALIDATION', 'The request cannot be read.');
    default:
      return toFermataError(error.cause ?? error);
  }
}

/** Services raise our errors; here, and only here, they become tRPC's. */
const mapErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = fermataErrorOf(result.error);
  if (error.code === 'INTERNAL')
    ctx.deps.log.error({ err: error.cause, requestId: ctx.requestId, path }, error.message);
  if (error.code === 'FORBIDDEN' && ctx.actor) await recordDenial(ctx.deps, ctx.actor, path, error);
  throw new TRPCError({ code: trpcCodeOf(error), message: error.message, cause: error });
});

/**
 * Every procedure knows who acts. A subscription ends on `ctx.signal`: when the client leaves, and when they may no
 * longer have it, which it is then told as its last event.
 */
const requireActor = t.middleware(async ({ ctx, type, signal, next }) => {
  if (!ctx.actor) throw new FermataError('UNAUTHENTICATED', 'Sign in first.');
  const access = accessOf(ctx.deps, ctx.actor, ctx.headers);
  const result = await next({
    ctx: { ...ctx, actor: ctx.actor, signal: signal ? AbortSignal.any([signal, access.lost]) : access.lost },
  });
  if (type !== 'subscription' || !result.ok) return result;
  return { ...result, data: endWithReason(access, result.data as AsyncIterable<unknown>) };
});

async function* endWithReason(access: Access, stream: AsyncIterable<unknown>) {
  try {
    yield* whileAllowed(access, stream);
  } catch (cause) {
    if (!FermataError.is(cause)) throw cause;
    throw new TRPCError({ code: trpcCodeOf(cause), message: cause.message, cause });
  }
}

export const { router, createCallerFactory } = t;

/** The only base there is. What whoever acts may do is the service's to say. */
export const procedure = t.procedure.use(mapErrors).use(requireActor);
