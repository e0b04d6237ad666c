import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { RunEvent, RunEventBody } from '#core/run/events.ts';
import { initialState } from '#core/run/reduce.ts';
import type { Claim, JournalStore, Unit } from '../journal-store.ts';
import type { RunSignal } from '../signal-payload.ts';

/** What a test needs of a store besides the port: the other side of the tables. */
export interface StoreHarness {
  store: JournalStore;
  /** A run with its first event, and with its first segment in the queue unless it is `queued` for admission. */
  createRun(phase?: 'queued'): Promise<string>;
  admit(runId: string): Promise<void>;
  signal(runId: string, signal: RunSignal): Promise<'sent' | 'duplicate' | 'final'>;
  /** Decides a gate in its row alone. */
  decideRow(runId: string, approvalId: string): Promise<void>;
  timers(runId: string): Promise<string[]>;
  approvalStatus(runId: string, approvalId: string): Promise<string | null>;
  /** Segments of the run that were put into the queue, oldest first. */
  enqueued(runId: string): Promise<number[]>;
  events(runId: string): Promise<RunEvent[]>;
}

const AT = '2026-01-01T00:00:00.000Z';
const cancel: RunSignal = { key: 'cancel', payload: { kind: 'cancel', by: null, reason: 'test' } };

export function event(seq: number, body: RunEventBody): RunEvent {
  return { ...body, seq, at: AT, v: 1 };
}

/** A unit of these bodies and nothing else. */
export function unitOf(claim: Claim, after: number, bodies: RunEventBody[], rest: Partial<Unit> = {}): Unit {
  return {
    runId: claim.runId,
    epoch: claim.epoch,
    expectedSeq: after,
    events: bodies.map((body, index) => event(after + index + 1, body)),
    run: {
      status: 'running',
      phase: 'active',
      startedAt: AT,
      endedAt: null,
      output: null,
      error: null,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      progress: true,
    },
    nodeRuns: [],
    artifacts: [],
    timers: [],
    timersGone: [],
    approvals: [],
    withdrawnApprovals: [],
    withdrawAnyway: false,
    consumedSignals: [],
    deltasGone: [],
    ...rest,
  };
}

export function approvalRow(id: string): Unit['approvals'][number] {
  const people = { roles: [], users: [], required: 1 };
  return {
    id,
    key: 'gate',
    nodeId: 'gate',
    title: '',
    message: '',
    editable: {},
    ...people,
    payloadHash: '',
    dueAt: null,
  };
}

const STARTED: RunEventBody = { type: 'run.started' };
const RESUMED: RunEventBody = { type: 'run.resumed' };

/** The promises of {@link JournalStore}, kept by every implementation. */
export function describeStore(name: string, open: () => Promise<StoreHarness>): void {
  const claimed = async (harness: StoreHarness, runId: string, segment = 1): Promise<Claim> => {
    const result = await harness.store.claim(runId, segment, false);
    if (result.kind !== 'claimed') throw new Error(`The run could not be claimed: ${result.kind}`);
    return result.claim;
  };

  describe(name, () => {
    test('a claim fences every earlier one, and only the segment whose turn it is may claim', async () => {
      const harness = await open();
      const runId = await harness.createRun();
      const first = await claimed(harness, runId);
      expect(await harness.store.claim(runId, 2, false)).toEqual({ kind: 'gone' });
      const second = await claimed(harness, runId);
      expect(second.epoch).toBe(first.epoch + 1);
      expect(await harness.store.commit(unitOf(first, 1, [STARTED]))).toEqual({ kind: 'fenced' });
      expect(await harness.store.commit(unitOf(second, 1, [STARTED]))).toEqual({ kind: 'committed' });
      expect((await harness.events(runId)).map((each) => each.type)).toEqual(['run.created', 'run.started']);
    });

    test('units are written in the order of the calls, each after the last one', async () => {
      const harness = await open();
      const claim = await claimed(harness, await harness.createRun());
      const results = await Promise.all([
        harness.store.commit(unitOf(claim, 1, [STARTED])),
        harness.store.commit(unitOf(claim, 2, [RESUMED, RESUMED])),
        harness.store.commit(unitOf(claim, 4, [RESUMED])),
      ]);
      expect(results.map((result) => result.kind)).toEqual(['committed', 'committed', 'committed']);
      expect((await harness.events(claim.runId)).map((each) => each.seq)).toEqual([1, 2, 3, 4, 5]);
      expect(await harness.store.commit(unitOf(claim, 3, [RESUMED]))).toEqual({ kind: 'fenced' });
    });

    test('nothing leaves a final state', async () => {
      const harness = await open();
      const claim = await claimed(harness, await harness.createRun());
      const unit = unitOf(claim, 1, [{ type: 'run.cancelled', by: null, reason: '' }]);
      expect(
        await harness.store.commit({ ...unit, run: { ...unit.run, status: 'cancelled', phase: 'final' } }),
      ).toEqual({
        kind: 'committed',
      });
      expect(await harness.store.commit(unitOf(claim, 2, [RESUMED]))).toEqual({ kind: 'fenced' });
      expect(await harness.signal(claim.runId, cancel)).toBe('final');
      expect(await harness.store.claim(claim.runId, 1, false)).toEqual({ kind: 'gone' });
      expect(await harness.store.seize(claim.runId, null)).toBeNull();
    });

    test('a queued run cannot be claimed until it is admitted, and is cancelled without having been claimed', async () => {
      const harness = await open();
      const admitted = await harness.createRun('queued');
      expect(await harness.store.claim(admitted, 1, true)).toEqual({ kind: 'gone' });
      expect(await harness.enqueued(admitted)).toEqual([]);
      await harness.admit(admitted);
      await harness.admit(admitted);
      expect(await harness.enqueued(admitted)).toEqual([1]);
      const claim = await claimed(harness, admitted);
      expect(await harness.store.commit(unitOf(claim, 1, [STARTED]))).toEqual({ kind: 'committed' });

      const cancelled = await harness.createRun('queued');
      const before = await harness.store.seize(cancelled, null);
      expect(await harness.signal(cancelled, cancel)).toBe('sent');
      expect(await harness.signal(cancelled, cancel)).toBe('final');
      const types = (await harness.events(cancelled)).map((each) => each.type);
      expect(types).toEqual(['run.created', 'run.cancelled']);
      await harness.admit(cancelled);
      expect(await harness.enqueued(cancelled)).toEqual([]);
      if (!before) throw new Error('It was not over');
      expect(await harness.store.commit(unitOf(before, 1, [STARTED]))).toEqual({ kind: 'fenced' });
    });

    test('parking and waking: a signal that came first stops the parking, one that comes later wakes', async () => {
      const harness = await open();
      const claim = await claimed(harness, await harness.createRun());
      await harness.store.commit(unitOf(claim, 1, [STARTED]));
      const waiting = event(3, { type: 'run.waiting' });
      const state = { ...initialState(), seq: 3 };
      expect(await harness.signal(claim.runId, cancel)).toBe('sent');
      expect(await harness.signal(claim.runId, cancel)).toBe('duplicate');
      expect(await harness.store.park(claim, waiting, state)).toEqual({ kind: 'signals', signals: [cancel] });
      await harness.store.commit(unitOf(claim, 2, [], { consumedSignals: ['cancel'] }));
      expect(await harness.store.signals(claim.runId)).toEqual([]);
      expect(await harness.store.park(claim, waiting, state)).toEqual({ kind: 'parked' });
      expect(await harness.store.park(claim, waiting, state)).toEqual({ kind: 'fenced' });
      expect(await harness.store.claim(claim.runId, 1, false)).toEqual({ kind: 'gone' });
      expect((await harness.store.load(claim.runId)).snapshot?.seq).toBe(3);
      expect(await harness.signal(claim.runId, { ...cancel, key: 'again' })).toBe('sent');
      expect(await harness.enqueued(claim.runId)).toEqual([1, 2]);
      expect((await claimed(harness, claim.runId, 2)).lastSeq).toBe(3);
    });

    test('a run that died with its processes is claimed alone, until something was committed', async () => {
      const harness = await open();
      const runId = await harness.createRun();
      await claimed(harness, runId);
      await claimed(harness, runId);
      expect(await harness.store.claim(runId, 1, false)).toEqual({ kind: 'suspect' });
      const alone = await harness.store.claim(runId, 1, true);
      if (alone.kind !== 'claimed') throw new Error('It may be claimed alone');
      expect(alone.claim.idleClaims).toBe(3);
      const recovered = unitOf(alone.claim, 1, [STARTED]);
      await harness.store.commit({ ...recovered, run: { ...recovered.run, progress: false } });
      expect((await claimed(harness, runId)).idleClaims).toBe(4);
    });

    test('handing over enqueues the next segment, and only for the newest claim', async () => {
      const harness = await open();
      const old = await claimed(harness, await harness.createRun());
      const claim = await claimed(harness, old.runId);
      await harness.store.handOver(old);
      expect(await harness.enqueued(claim.runId)).toEqual([1]);
      await harness.store.handOver(claim);
      expect(await harness.enqueued(claim.runId)).toEqual([1, 2]);
      expect((await claimed(harness, claim.runId, 2)).idleClaims).toBe(1);
      expect(await harness.store.seize(claim.runId, claim.epoch)).toBeNull();
    });

    test('of deciding, expiring and withdrawing exactly one wins', async () => {
      const harness = await open();
      const claim = await claimed(harness, await harness.createRun());
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      const approvals = [a, b, c].map((id, index) => ({ ...approvalRow(id), key: `gate${index}` }));
      await harness.store.commit(unitOf(claim, 1, [STARTED], { approvals }));
      expect(await harness.store.expireApproval(claim, a)).toBe('expired');
      await harness.decideRow(claim.runId, b);
      expect(await harness.store.expireApproval(claim, b)).toBe('approved');
      // Of units that are sent together, what comes before the one that is overtaken is written.
      const earlier = unitOf(claim, 2, [RESUMED]);
      const withdraw = unitOf(claim, 3, [RESUMED], { withdrawnApprovals: [b, c] });
      const later = unitOf(claim, 4, [RESUMED]);
      const results = await Promise.all([earlier, withdraw, later].map((unit) => harness.store.commit(unit)));
      expect(results.map((result) => result.kind)).toEqual(['committed', 'overtaken', 'dropped']);
      expect(await harness.store.commit({ ...withdraw, withdrawAnyway: true })).toEqual({ kind: 'committed' });
      expect(await harness.approvalStatus(claim.runId, b)).toBe('approved');
      expect(await harness.approvalStatus(claim.runId, c)).toBe('withdrawn');
    });

    test('what an earlier claim left unfinished does not stop a later one', async () => {
      const harness = await open();
      const first = await claimed(harness, await harness.createRun());
      const id = randomUUID();
      await harness.store.commit(unitOf(first, 1, [STARTED], { approvals: [approvalRow(id)] }));
      await harness.decideRow(first.runId, id);
      const withdraw = unitOf(first, 2, [RESUMED], { withdrawnApprovals: [id] });
      expect(await harness.store.commit(withdraw)).toEqual({ kind: 'overtaken' });
      await harness.store.park(first, event(3, { type: 'run.waiting' }), { ...initialState(), seq: 3 });
      await harness.signal(first.runId, cancel);
      const second = await claimed(harness, first.runId, 2);
      expect(await harness.store.commit(unitOf(second, 3, [RESUMED]))).toEqual({ kind: 'committed' });
    });

    test('timers live from the unit that makes them to the unit that ends them, values for ever', async () => {
      const harness = await open();
      const claim = await claimed(harness, await harness.createRun());
      const timer = (key: string) => ({ key, attempt: 1, dueAt: AT });
      const artifact = { id: randomUUID(), bytes: 3, value: ['x'] };
      const units = [
        unitOf(claim, 1, [STARTED], { timers: [timer('a'), timer('b')], artifacts: [artifact] }),
        unitOf(claim, 2, [RESUMED], { timersGone: ['a'] }),
      ];
      await Promise.all(units.map((unit) => harness.store.commit(unit)));
      expect(await harness.timers(claim.runId)).toEqual(['b']);
      expect(await harness.store.values([artifact.id])).toEqual(new Map([[artifact.id, ['x']]]));
    });
  });
}
