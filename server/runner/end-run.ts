import type { EventOf } from '#core/run/events.ts';
import type { Claim, CommitResult } from './journal-store.ts';
import { Ledger } from './ledger.ts';
import type { SegmentPorts } from './ports.ts';
import { bareUnit } from './unit.ts';

type FinalBody = EventOf<'run.failed' | 'run.cancelled'>;
type Ports = Pick<SegmentPorts, 'store' | 'clock' | 'random' | 'graphs' | 'live' | 'log'>;

/**
 * Ends a claimed run from outside its loop: what runs and waits is cancelled first. When even folding it fails, it gets
 * its final event alone, so that no run is ever stuck. `bare`: do not try to fold it.
 */
export async function endRun(ports: Ports, claim: Claim, body: FinalBody, bare = false): Promise<void> {
  const folded = bare
    ? null
    : await endFolded(ports, claim, body).catch((cause: unknown) => {
        ports.log.error({ err: cause, run: claim.runId }, 'A run that has to end could not be read.');
        return null;
      });
  if (folded?.kind === 'refused' || folded === null) {
    const at = new Date(ports.clock.now()).toISOString();
    await ports.store.commit(bareUnit(claim, { ...body, seq: claim.lastSeq + 1, at, v: 1 }));
  }
  ports.live.touch(claim.runId);
}

async function endFolded(ports: Ports, claim: Claim, body: FinalBody): Promise<CommitResult> {
  const graph = await ports.graphs.load(claim.workspaceId, claim.graphHash);
  const { promise, resolve, reject } = Promise.withResolvers<CommitResult>();
  const ledger = new Ledger(ports, claim, graph, (_entry, result) =>
    result.kind === 'broken' ? reject(result.cause) : resolve(result),
  );
  await ledger.load();
  const signals = await ports.store.signals(claim.runId);
  ledger.apply({ bodies: [body], withdrawAnyway: true, consumed: signals.map((signal) => signal.key) }, 0);
  return promise;
}
