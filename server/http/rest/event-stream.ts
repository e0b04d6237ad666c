import { requirePermission } from '#server/account/permissions.ts';
import { findRun } from '#server/run/run-repository.ts';
import { watchRun } from '#server/run/watch-run.ts';
import type { RestRequest } from './route.ts';

const PING_MS = 15_000;

/** The events of a run after a `seq` as Server-Sent Events, until the run ends or the client leaves. */
export async function streamEvents(
  call: Pick<RestRequest, 'deps' | 'actor' | 'request'>,
  id: string,
  after: number,
): Promise<Response> {
  requirePermission(call.actor, 'run:view');
  const run = await findRun(call.deps, call.actor, id);
  const left = new AbortController();
  const signal = AbortSignal.any([call.request.signal, left.signal]);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      // A comment now and then keeps proxies from closing a quiet stream.
      const ping = setInterval(() => controller.enqueue(encoder.encode(':\n\n')), PING_MS);
      try {
        for await (const update of watchRun(call.deps, run.id, after, signal)) {
          if (update.kind === 'delta') continue;
          const { event } = update;
          controller.enqueue(
            encoder.encode(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
          );
        }
        if (!left.signal.aborted) controller.close();
      } catch (cause) {
        call.deps.log.warn({ err: cause, runId: run.id }, 'A stream of events broke off.');
        if (!left.signal.aborted) controller.error(cause);
      } finally {
        clearInterval(ping);
      }
    },
    cancel: () => left.abort(),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}
