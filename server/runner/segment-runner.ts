import { FermataError } from '#core/errors.ts';
import type { RunError } from '#core/run/events.ts';
import { endRun } from './end-run.ts';
import type { Claim } from './journal-store.ts';
import { POISON_CLAIMS } from './journal/claim.ts';
import type { SegmentPorts } from './ports.ts';
import { readableError, storableError } from './readable-error.ts';
import { segmentId } from './run-host.ts';
import { Segment } from './segment.ts';
import { Solo } from './solo.ts';

/** Runs the segments that this process takes from the queue. */
export class SegmentRunner {
  readonly #ports: SegmentPorts;
  readonly #solo: Solo;
  /** Taken and not ended, waiting ones included. */
  readonly #held = new Set<string>();
  readonly #live = new Set<Segment>();
  #stopping = false;

  constructor(ports: SegmentPorts) {
    this.#ports = ports;
    this.#solo = new Solo(ports.clock);
  }

  /** Runs one segment to its end. Never rejects: a run that cannot go on fails with the reason. */
  async run(runId: string, segment: number): Promise<void> {
    const id = segmentId(runId, segment);
    this.#held.add(id);
    try {
      const isSuspect = await this.#solo.shared(() => this.#claim(runId, segment, false));
      if (isSuspect) await this.#solo.exclusive(() => this.#claim(runId, segment, true));
    } catch (cause) {
      // Reconciling gives the run another segment when the database can be used again.
      this.#ports.log.error({ err: cause, run: runId }, 'A segment could not be run.');
    } finally {
      this.#held.delete(id);
    }
  }

  isHeld(runId: string, segment: number): boolean {
    return this.#held.has(segmentId(runId, segment));
  }

  /** The process ends: what runs may end, and the rest goes to others. */
  stop(): void {
    this.#stopping = true;
    for (const segment of this.#live) segment.stop();
  }

  /** This process was away for so long that others may have its runs. */
  drop(): void {
    for (const segment of this.#live) segment.drop();
  }

  /** @returns whether the run must be claimed alone. */
  async #claim(runId: string, segment: number, alone: boolean): Promise<boolean> {
    const result = await this.#ports.store.claim(runId, segment, alone);
    if (result.kind === 'claimed') await this.#drive(result.claim);
    return result.kind === 'suspect';
  }

  async #drive(claim: Claim): Promise<void> {
    const deaths = claim.idleClaims - 1;
    if (deaths >= POISON_CLAIMS) {
      // Once more with a fold; if that is what kills the process, then without.
      return endRun(this.#ports, claim, { type: 'run.failed', error: quarantined(deaths) }, deaths > POISON_CLAIMS);
    }
    try {
      const graph = await this.#ports.graphs.load(claim.workspaceId, claim.graphHash);
      const segment = new Segment(this.#ports, claim, graph);
      this.#live.add(segment);
      if (this.#stopping) segment.stop();
      await segment.run().finally(() => this.#live.delete(segment));
    } catch (cause) {
      this.#ports.log.error({ err: cause, run: claim.runId }, 'A run failed for a reason of our own.');
      const own = await this.#ports.store.seize(claim.runId, claim.epoch);
      if (own) await endRun(this.#ports, own, { type: 'run.failed', error: internal(cause) });
    }
  }
}

function quarantined(deaths: number): RunError {
  const message = `The process that ran it died ${deaths} times in a row, so the run was stopped.`;
  return { code: 'QUARANTINED', message, retryable: false, details: { deaths } };
}

function internal(cause: unknown): RunError {
  const { message } = readableError(cause);
  const known = FermataError.is(cause) && cause.code !== 'INTERNAL';
  return storableError({
    code: known ? cause.code : 'INTERNAL',
    message: known ? message : `Fermata could not go on with the run: ${message}`,
    retryable: false,
  });
}
