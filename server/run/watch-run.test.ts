import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '#core/run/events.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { journal, parkAtGate } from '#server/testing/parked-gate.ts';
import type { RunUpdate } from './run.schema.ts';
import { readEvents } from './run-repository.ts';
import { watchRun } from './watch-run.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const never = new AbortController().signal;
const cancelled = { type: 'run.cancelled' as const, by: null, reason: '' };
const cutHints = () =>
  app.deps.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fermata live' AND datname = current_database()",
  );
const seqs = (updates: RunUpdate[]) => updates.flatMap((update) => (update.kind === 'event' ? [update.event.seq] : []));

test('a viewer sees every event once and in order, and the stream ends after the final one', async () => {
  const { runId } = await parkAtGate(app);
  const live = Array.fromAsync(watchRun(app.deps, runId, 0, never));
  const late = Array.fromAsync(watchRun(app.deps, runId, 3, never));
  await journal(app, app.owner, runId, [cancelled]);
  const all = await readEvents(app.deps.pool, runId, 0, 100);
  expect(all.at(-1)?.type).toBe('run.cancelled');
  expect(seqs(await live)).toEqual(all.map((event) => event.seq));
  expect(seqs(await late)).toEqual(all.slice(3).map((event) => event.seq));
});

test('a viewer who comes back after the end is not kept waiting', async () => {
  const { runId } = await parkAtGate(app);
  await journal(app, app.owner, runId, [cancelled]);
  const last = (await readEvents(app.deps.pool, runId, 0, 100)).length;
  expect(await Array.fromAsync(watchRun(app.deps, runId, last, never))).toEqual([]);
});

test('D-12: two hundred random reconnects in each of two tabs miss nothing of 5,000 events and repeat nothing', async () => {
  const { runId } = await parkAtGate(app);
  const tab = async (seed: number): Promise<{ seen: number[]; connections: number }> => {
    const seen: number[] = [];
    for (let connections = 1; ; connections += 1) {
      const budget = 1 + ((connections * 7919 * seed) % 41);
      let taken = 0;
      const connection = new AbortController();
      for await (const update of watchRun(app.deps, runId, seen.at(-1) ?? 0, connection.signal)) {
        if (update.kind !== 'event') continue;
        seen.push(update.event.seq);
        if (update.event.type === 'run.cancelled') return { seen, connections };
        taken += 1;
        // The client goes away in the middle of what it was being told.
        if (connections <= 200 && taken >= budget) break;
      }
    }
  };
  const tabs = [tab(1), tab(3)];
  for (let n = 0; n < 200; n += 1) {
    await app.deps.pool.query(
      `WITH run AS (UPDATE run SET last_seq = last_seq + 25 WHERE id = $1 RETURNING last_seq - 25 AS before)
       INSERT INTO run_event (run_id, seq, at, v, type, body)
       SELECT $1, before + i, now(), 1, 'signal.kept', jsonb_build_object('key', $2 || i, 'payload', NULL)
       FROM run, generate_series(1, 25) AS i`,
      [runId, `k${n}.`],
    );
    if (n % 3 === 0) await app.deps.pool.query("SELECT pg_notify('fermata_run', $1)", [runId]);
    // As when the web process or its connection restarts.
    if (n % 50 === 49) await cutHints();
  }
  await journal(app, app.owner, runId, [cancelled]);
  const all = (await readEvents(app.deps.pool, runId, 0, 10_000)).map((event: RunEvent) => event.seq);
  expect(all.length).toBeGreaterThan(5_000);
  expect(all).toEqual(all.map((_, index) => index + 1));
  for (const { seen, connections } of await Promise.all(tabs)) {
    expect(seen).toEqual(all);
    expect(connections).toBeGreaterThan(200);
  }
});

test('streaming text is told piece by piece, and a late viewer reads it from its beginning', async () => {
  const { runId } = await parkAtGate(app);
  const say = async (offset: number, text: string) => {
    await app.deps.prisma.runDelta.create({ data: { runId, key: 'gate', attempt: 1, offset, text } });
    await app.deps.pool.query("SELECT pg_notify('fermata_run', $1)", [runId]);
  };
  const deltasOf = (updates: AsyncGenerator<RunUpdate>) => ({
    next: async () => {
      for (;;) {
        const { value } = await updates.next();
        if (value?.kind === 'delta') return { offset: value.offset, text: value.text };
      }
    },
  });
  const early = deltasOf(watchRun(app.deps, runId, 0, never));
  await say(0, 'Hello');
  expect(await early.next()).toEqual({ offset: 0, text: 'Hello' });
  await say(5, ' you');
  expect(await early.next()).toEqual({ offset: 5, text: ' you' });
  const late = deltasOf(watchRun(app.deps, runId, 0, never));
  expect([await late.next(), await late.next()].map(({ text }) => text).join('')).toBe('Hello you');
});

test('D-12: a lost connection for hints comes back, and nobody notices', async () => {
  const { runId } = await parkAtGate(app);
  const live = Array.fromAsync(watchRun(app.deps, runId, 0, never));
  await cutHints();
  await journal(app, app.owner, runId, [cancelled]);
  expect(seqs(await live)).toHaveLength((await readEvents(app.deps.pool, runId, 0, 100)).length);
  await app.deps.live.ready();
});
