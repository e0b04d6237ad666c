import { FermataError } from '#core/errors.ts';
import { requirePermission } from '#server/account/permissions.ts';
import { requireSignedIn, resolveActor } from '#server/account/resolve-actor.ts';
import { findRun } from '#server/run/run-repository.ts';
import { watchRun } from '#server/run/watch-run.ts';
import type { RestRequest } from './route.ts';

const PING_MS = 10_000;
/** What is sent ahead of a client that reads slowly. */
const MAX_BUFFERED_BYTES = 64 * 1024;
/** A key that was good this long ago need not be asked about for every event of a busy run. */
const TRUST_MS = 1_000;

type StreamCall = Pick<RestRequest, 'deps' | 'actor' | 'request'>;

/**
 * The events of a run after a `seq` as Server-Sent Events, until the run ends or the client leaves. A key that is
 * revoked meanwhile, or whose person leaves, gets nothing more: the stream closes, and coming back is refused.
 */
export async function streamEvents(call: StreamCall, id: string, after: number): Promise<Response> {
  requirePermission(call.actor, 'run:view');
  const run = await findRun(call.deps, call.actor, id);
  const left = new AbortController();
  const signal = AbortSignal.any([call.request.signal, left.signal]);
  const room = new Room(signal);
  const body = new ReadableStream<Uint8Array>(
    {
      // Not awaited: a stream is not asked for anything before its start is over.
      start: (controller) => void pump(call, { runId: run.id, after }, { controller, room, left, signal }),
      pull: () => room.open(),
      cancel: () => left.abort(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BUFFERED_BYTES }),
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

interface Connection {
  controller: ReadableStreamDefaultController<Uint8Array>;
  room: Room;
  /** Aborted when the client leaves, or may not see more. */
  left: AbortController;
  signal: AbortSignal;
}

async function pump(
  call: StreamCall,
  { runId, after }: { runId: string; after: number },
  { controller, room, left, signal }: Connection,
): Promise<void> {
  const stillMay = authorisation(call);
  const encoder = new TextEncoder();
  const send = (text: string): void => controller.enqueue(encoder.encode(text));
  // A comment now and then keeps proxies from closing a quiet stream; one that has something to read is not quiet.
  const ping = setInterval(() => {
    if (signal.aborted) return;
    if (hasRoom(controller)) send(':\n\n');
    void stillMay().catch(() => left.abort());
  }, PING_MS);
  try {
    for await (const update of watchRun(call.deps, runId, after, signal)) {
      if (update.kind === 'delta') continue;
      // The next event is read from the database when the client has taken the last ones.
      while (!hasRoom(controller) && !signal.aborted) await room.next();
      await stillMay();
      if (signal.aborted) break;
      const { event } = update;
      send(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  } catch (cause) {
    if (!isRefusal(cause)) call.deps.log.warn({ err: cause, runId }, 'A stream of events broke off.');
  } finally {
    clearInterval(ping);
    close(controller);
  }
}

function hasRoom(controller: ReadableStreamDefaultController): boolean {
  return (controller.desiredSize ?? 0) > 0;
}

/** Wakes who waits for the client to read on, or to be gone. */
class Room {
  #open: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.open(), { once: true });
  }

  open(): void {
    this.#open();
  }

  next(): Promise<void> {
    return new Promise((resolve) => (this.#open = resolve));
  }
}

/** Looks the caller up again, at most once in {@link TRUST_MS}. @throws FermataError UNAUTHENTICATED or FORBIDDEN */
function authorisation({ deps, request }: StreamCall): () => Promise<void> {
  let checkedAt = performance.now();
  return async () => {
    if (performance.now() - checkedAt < TRUST_MS) return;
    const { actor } = await resolveActor(deps, request.headers);
    requirePermission(requireSignedIn(actor), 'run:view');
    checkedAt = performance.now();
  };
}

function isRefusal(error: unknown): boolean {
  return FermataError.is(error) && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN');
}

/** Closing what the client has left already is an error that says nothing. */
function close(controller: ReadableStreamDefaultController): void {
  try {
    controller.close();
  } catch {
    // The client was faster.
  }
}
