import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { initialState } from '#core/run/reduce.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { createPool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { createLog } from '#server/log.ts';
import { Admitter } from '../admission/admitter.ts';
import { createDbosQueue } from '../dbos-queue.ts';
import type { Claim, CommitResult } from '../journal-store.ts';
import { RunFixture } from '../testing/run-fixture.ts';
import { type StoreHarness, approvalRow, describeStore, unitOf } from '../testing/store-conformance.ts';
import { createPgJournalStore } from './pg-store.ts';

let runs: RunFixture;
const document = buildDocument(['start: start'], []);
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

async function harness(): Promise<StoreHarness> {
  const { pool } = runs.database;
  const queue = createDbosQueue(pool);
  return {
    store: createPgJournalStore(pool, queue, createLog('silent', 'test')),
    createRun: async (phase) => {
      if (phase !== 'queued') return runs.start(document);
      const concurrency = { max: 1, key: null, maxPerKey: null };
      return runs.start(document, null, {}, { ...(await runs.workflow()), concurrency });
    },
    admit: () => new Admitter(pool, queue, createLog('silent', 'test')).look(),
    signal: (runId, { key, payload }) => runs.signal(runId, key, payload),
    decideRow: async (_runId, id) => {
      await runs.query(`UPDATE approval SET status = 'approved' WHERE id = $1`, [id]);
    },
    timers: async (runId) =>
      (await runs.query<{ key: string }>('SELECT key FROM timer WHERE run_id = $1 ORDER BY key', [runId])).map(
        (row) => row.key,
      ),
    approvalStatus: async (_runId, id) =>
      (await runs.query<{ status: string }>('SELECT status FROM approval WHERE id = $1', [id]))[0]?.status ?? null,
    enqueued: async (runId) =>
      (
        await runs.query<{ id: string }>(
          `SELECT workflow_uuid AS id FROM dbos.workflow_status WHERE workflow_uuid LIKE $1 ORDER BY created_at`,
          [`${runId}:%`],
        )
      ).map((row) => Number(row.id.split(':')[1])),
    events: (runId) => runs.events(runId),
  };
}

describeStore('the journal on PostgreSQL', harness);

describe('the commits of a process', () => {
  const started = { type: 'run.started' } as const;

  async function claims(count: number): Promise<{ open: StoreHarness; claims: Claim[] }> {
    const open = await harness();
    const list = await Promise.all(
      Array.from({ length: count }, async () => {
        const result = await open.store.claim(await open.createRun(), 1, false);
        if (result.kind !== 'claimed') throw new Error('A new run can be claimed');
        return result.claim;
      }),
    );
    return { open, claims: list };
  }

  test('a unit that the database refuses fails alone, and what its run sent after it is dropped', async () => {
    const { open, claims: all } = await claims(9);
    const sent = all.flatMap((claim, index): [number, Promise<CommitResult>][] => {
      const unit = unitOf(claim, 1, [started]);
      // An approval id that is no UUID: no constraint of ours would catch it earlier.
      if (index === 4) unit.approvals = [approvalRow('not a uuid')];
      return [
        [index, open.store.commit(unit)],
        [index, open.store.commit(unitOf(claim, 2, [{ type: 'run.resumed' }]))],
      ];
    });
    const results = await Promise.all(sent.map(async ([index, result]) => [index, (await result).kind] as const));
    expect(results.filter(([index]) => index !== 4).every(([, kind]) => kind === 'committed')).toBe(true);
    expect(results.filter(([index]) => index === 4).map(([, kind]) => kind)).toEqual(['refused', 'dropped']);
    const bad = all[4];
    if (!bad) throw new Error('There are nine');
    expect(await open.store.commit(unitOf(bad, 1, [started]))).toEqual({ kind: 'committed' });
  });

  test('a lost answer is read again: what was written counts once, what was not is written', async () => {
    const pool = createPool(runs.database.url, { max: 2, name: 'flaky' });
    const queue = createDbosQueue(runs.database.pool);
    const store = createPgJournalStore(pool, queue, createLog('silent', 'test'));
    const claimed = await store.claim(await runs.start(document), 1, false);
    if (claimed.kind !== 'claimed') throw new Error('A new run can be claimed');
    const { claim } = claimed;
    // The run's lock holds the statement in the server while its connection is cut, before and after it commits.
    await withTransaction(runs.database.pool, async (client) => {
      await client.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [claim.runId]);
      const commit = store.commit(unitOf(claim, 1, [started]));
      const cut = async (): Promise<number> =>
        (
          await runs.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'flaky' AND datname = current_database() AND wait_event_type = 'Lock'`,
          )
        ).length;
      while ((await cut()) === 0);
      await client.query('COMMIT; BEGIN');
      expect(await commit).toEqual({ kind: 'committed' });
    });
    expect((await runs.story(claim.runId)).filter((line) => line === 'run.started')).toHaveLength(1);
    await pool.end();
  });

  test('of two owners who both believe, one writes, however their statements meet', async () => {
    const {
      open,
      claims: [old],
    } = await claims(1);
    if (!old) throw new Error('There is one');
    for (let round = 0; round < 20; round++) {
      const before = await open.store.seize(old.runId, null);
      if (!before) throw new Error('The run is not over');
      const [late, next] = await Promise.all([
        open.store.commit(unitOf(before, before.lastSeq, [started])),
        open.store.seize(old.runId, null),
      ]);
      if (!next) throw new Error('The run is not over');
      const lastSeq = before.lastSeq + (late.kind === 'committed' ? 1 : 0);
      expect(next.lastSeq <= lastSeq).toBe(true);
      expect((await open.store.commit(unitOf(before, lastSeq, [started]))).kind).toBe('fenced');
    }
    const seqs = (await open.events(old.runId)).map((each) => each.seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test('a wake never gets lost between looking for signals and parking', async () => {
    const open = await harness();
    for (let round = 0; round < 20; round++) {
      const result = await open.store.claim(await open.createRun(), 1, false);
      if (result.kind !== 'claimed') throw new Error('A new run can be claimed');
      const { claim } = result;
      const waiting = { type: 'run.waiting', seq: 2, at: new Date().toISOString(), v: 1 } as const;
      const payload = { kind: 'cancel', by: null, reason: '' } as const;
      const [parked] = await Promise.all([
        open.store.park(claim, waiting, { ...initialState(), seq: 2 }),
        open.signal(claim.runId, { key: `cancel${randomUUID()}`, payload }),
      ]);
      const segments = await open.enqueued(claim.runId);
      // Either the parking saw the signal, or the signal saw the parked run.
      expect(parked.kind === 'signals' ? segments : [...segments, 'parked']).toEqual(
        parked.kind === 'signals' ? [1] : [1, 2, 'parked'],
      );
    }
  });
});
