import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { journal, parkAtGate } from '#server/testing/parked-gate.ts';
import { createTestApp, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { checkedRest } from './testing/checked-rest.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());
afterEach(() => vi.useRealTimers());

async function open(runId: string, authorization: string, headers: Record<string, string> = {}) {
  const request = new Request(`${ORIGIN}/api/v1/runs/${runId}/events`, {
    headers: { authorization, accept: 'text/event-stream', ...headers },
  });
  const response = await checkedRest(request, app);
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status: response.status,
    /** Reads on until the text has this, or the stream ends. */
    async until(wanted: string | null): Promise<string> {
      while (wanted === null || !text.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) break;
        text += value;
      }
      return text;
    },
    leave: () => reader.cancel(),
  };
}

const idsOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
const cancelled = { type: 'run.cancelled', by: null, reason: '' } as const;

test('D-12: a client that lost its connection misses nothing and gets nothing twice', async () => {
  const { runId } = await parkAtGate(app);
  const key = await app.keyOf(app.owner, ['run:view']);
  const first = await open(runId, key);
  const seen = idsOf(await first.until('event: run.waiting'));
  await first.leave();
  await journal(app, app.owner, runId, [cancelled]);
  const again = await open(runId, key, { 'last-event-id': String(seen.at(-1)) });
  const rest = idsOf(await again.until(null));
  expect([...seen, ...rest]).toEqual([...seen, ...rest].map((_, index) => index + 1));
  expect(rest.length).toBeGreaterThan(0);
});

test('the stream ends with the run, also for who comes after its end', async () => {
  const { runId } = await parkAtGate(app);
  const key = await app.keyOf(app.owner, ['run:view']);
  const live = await open(runId, key);
  await live.until('event: run.waiting');
  await journal(app, app.owner, runId, [cancelled]);
  const all = await live.until(null);
  expect(all.trimEnd().split('\n\n').at(-1)).toContain('event: run.cancelled');
  const late = await open(runId, key, { 'last-event-id': String(idsOf(all).at(-1)) });
  expect(await late.until(null)).toBe('');
});

test('a quiet stream is kept open by a comment', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { runId } = await parkAtGate(app);
  const stream = await open(runId, await app.keyOf(app.owner, ['run:view']));
  await stream.until('event: run.waiting');
  vi.advanceTimersByTime(10_000);
  expect(await stream.until('\n:\n\n')).toMatch(/\n\n:\n\n$/);
  await stream.leave();
});

test.each(['an event', 'a heartbeat'])(
  'S-21: a stream whose key is revoked is closed at the next chance: %s',
  async (chance) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const { runId } = await parkAtGate(app);
    const reader = await app.member('editor');
    const key = await app.keyOf(reader, ['run:view']);
    const stream = await open(runId, key);
    const before = await stream.until('event: run.waiting');
    await app.deps.prisma.apiKey.updateMany({ where: { userId: reader.user.id }, data: { revokedAt: new Date() } });
    vi.advanceTimersByTime(chance === 'an event' ? 2_000 : 10_000);
    if (chance === 'an event') await journal(app, app.owner, runId, [cancelled]);
    expect((await stream.until(null)).replace(/:\n\n$/, '')).toBe(before);
    expect((await open(runId, key)).status).toBe(401);
  },
);

test('S-19: a stream of another workspace does not exist', async () => {
  const { runId } = await parkAtGate(app);
  const stranger = await app.stranger();
  expect((await open(runId, await app.keyOf(stranger, ['run:view']))).status).toBe(404);
});

test('D-14: a client that reads slowly costs one page of events, and nobody else waits for it', async () => {
  const { runId } = await parkAtGate(app);
  const key = await app.keyOf(app.owner, ['run:view']);
  await app.deps.pool.query(
    `INSERT INTO run_event (run_id, seq, at, v, type, body)
     SELECT $1, last_seq + n, now(), 1, 'signal.kept', jsonb_build_object('key', 'k' || n, 'payload',
       (SELECT string_agg(md5(n || '-' || i), '') FROM generate_series(1, 1000) AS i))
     FROM run, generate_series(1, 200) AS n WHERE id = $1`,
    [runId],
  );
  await app.deps.pool.query('UPDATE run SET last_seq = last_seq + 200 WHERE id = $1', [runId]);
  await journal(app, app.owner, runId, [cancelled]);
  const queries = vi.spyOn(app.deps.pool, 'query');
  const pagesRead = () =>
    queries.mock.calls.filter(([query]) => (query as { name?: string }).name === 'event_page').length;

  const alone = await open(runId, key);
  const all = idsOf(await alone.until(null));
  expect(all).toEqual(all.map((_, index) => index + 1));
  expect(all.length).toBeGreaterThan(200);
  const pagesOfOne = pagesRead();
  expect(pagesOfOne).toBeGreaterThan(10);

  const slow = await open(runId, key);
  await slow.until('id: 1\n');
  const fast = await open(runId, key);
  expect(idsOf(await fast.until(null))).toEqual(all);
  expect(pagesRead()).toBeLessThanOrEqual(2 * pagesOfOne + 1);
  expect(idsOf(await slow.until(null))).toEqual(all);
  expect(pagesRead()).toBe(3 * pagesOfOne);
  queries.mockRestore();
});
