import type { EventOf, RunError, RunEventBody } from './events.ts';
import { nodeOf } from './graph.ts';
import type { RunGraph, RunNode } from './graph.ts';
import { parseKey } from './keys.ts';
import type { RunState } from './state.ts';

/** Nobody may keep a node asleep longer than this, whatever `Retry-After` says. */
const MAX_RETRY_AFTER_MS = 3_600_000;
const JITTER = 0.2;

/** Ports that somebody must take care of: firing one of them without an edge is a failure. */
const MUST_BE_WIRED: ReadonlySet<string> = new Set(['expired', 'unmet', 'error', 'rejected', 'blocked', 'conflict']);

export interface FailureIo {
  /** Now, ISO. */
  at: string;
  /** In [0, 1), for the jitter. */
  random: number;
}

/**
 * What a failed attempt means: another one (`node.retrying`, due after backoff or `Retry-After`), or the end of the
 * node by its `onError`. `usage` is what the attempt cost all the same.
 */
export function failureEvent(
  graph: RunGraph,
  state: RunState,
  key: string,
  error: RunError,
  io: FailureIo & { usage?: EventOf<'node.failed'>['usage'] },
): EventOf<'node.retrying' | 'node.failed'> {
  const node = nodeOf(graph, parseKey(key).nodeId);
  const attempt = state.executions[key]?.attempt ?? 0;
  if (error.retryable && attempt > 0 && attempt < node.retry.maxAttempts) {
    const dueAt = new Date(Date.parse(io.at) + retryDelayMs(node, attempt, error, io.random)).toISOString();
    return { type: 'node.retrying', key, attempt: attempt + 1, error, dueAt };
  }
  return finalFailure(node, key, attempt, error, io.usage);
}

/** The end of a node's failure handling, by its `onError`. */
export function finalFailure(
  node: RunNode,
  key: string,
  attempt: number,
  error: RunError,
  usage?: EventOf<'node.failed'>['usage'],
): EventOf<'node.failed'> {
  const failed = { type: 'node.failed', key, attempt, error, ...(usage && { usage }) } as const;
  if (node.onError === 'branch' && node.wired.has('error')) {
    return { ...failed, handled: true, port: 'error', ...fallbackOf(node) };
  }
  if (node.onError === 'continue' && node.ports.has('out')) {
    return { ...failed, handled: true, port: 'out', ...fallbackOf(node) };
  }
  return { ...failed, handled: false };
}

/** Milliseconds until the next attempt: exponential with ±20 % jitter, or what the other side asked for. */
export function retryDelayMs(node: RunNode, attempt: number, error: RunError, random: number): number {
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS);
  const { backoffMs, factor, maxBackoffMs } = node.retry;
  const base = Math.min(backoffMs * factor ** (attempt - 1), maxBackoffMs);
  return Math.round(base * (1 - JITTER + 2 * JITTER * random));
}

/**
 * A success as the journal may hold it. A node that named no port fired `out`; a port that must be wired and is not,
 * or that the node does not have, makes it a failure (`REJECTED_UNHANDLED`, `UNKNOWN_PORT`).
 */
export function checkedSuccess(
  graph: RunGraph,
  body: EventOf<'node.succeeded'>,
): EventOf<'node.succeeded' | 'node.failed'> {
  const node = nodeOf(graph, parseKey(body.key).nodeId);
  const port = body.port ?? (node.ports.has('out') ? 'out' : null);
  if (port === null) return { ...body, port };
  const fail = (code: string, message: string): RunEventBody & { type: 'node.failed' } =>
    finalFailure(node, body.key, body.attempt, { code, message, retryable: false }, body.usage);
  if (!node.ports.has(port)) return fail('UNKNOWN_PORT', `"${node.title}" has no output named ${port}.`);
  if (MUST_BE_WIRED.has(port) && !node.wired.has(port)) {
    return fail(
      `${port.toUpperCase()}_UNHANDLED`,
      `"${node.title}" ended as ${port}, and nothing is connected to that.`,
    );
  }
  return { ...body, port };
}

function fallbackOf(node: RunNode): Pick<EventOf<'node.failed'>, 'fallback'> {
  return node.fallback === undefined ? {} : { fallback: node.fallback };
}
