import { expect, test } from './fixtures/test.ts';
import { mutate } from './fixtures/people.ts';
import { runStatus } from './fixtures/screens.ts';
import { approve, publish, startRun } from './fixtures/workflows.ts';

const ONE_AT_A_TIME = `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: one_at_a_time, title: One at a time }
spec:
  concurrency: { max: 1 }
  nodes:
    - { id: start, type: start, title: Start, position: { x: 0, y: 0 } }
    - { id: gate, type: approval, title: Gate, position: { x: 320, y: 0 }, config: { message: Shall it go on? } }
    - { id: done, type: end, title: Done, position: { x: 640, y: 0 } }
  edges:
    - { from: start, to: gate }
    - { from: gate.approved, to: done }
    - { from: gate.rejected, to: done }
    - { from: gate.expired, to: done }
`;

test('a run waits for the one before it, says so, and starts by itself when that has ended', async ({
  api,
  ownerPage: page,
}) => {
  const workflow = await publish(api, ONE_AT_A_TIME);
  const first = await startRun(api, workflow);
  const second = await startRun(api, workflow);
  await page.goto(`/runs/${first}`);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  const { queued } = await (await api.get(`/api/v1/runs/${second}`)).json();
  expect(queued).toEqual({ reason: 'workflow', going: 1, places: 1, key: null, position: 1 });

  await page.goto('/runs?workflow=one_at_a_time');
  await expect(page.getByText('Queued: workflow is full')).toBeVisible();
  await page.getByRole('link', { name: `One at a time ${second.slice(-4)}` }).click();
  await expect(
    page.getByText('Waiting for a free place: 1 of 1 run of this workflow is going on. This one is next.'),
  ).toBeVisible();
  await approve(api, first);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  await expect(page.getByText('Waiting for a free place')).toHaveCount(0);

  const third = await startRun(api, workflow);
  await page.goto(`/runs/${third}`);
  await expect(page.getByText('Waiting for a free place')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(runStatus(page, 'Cancelled')).toBeVisible();
});

test('a full queue refuses with the time to come back, and stores nothing', async ({
  api,
  ownerPage: page,
  product,
}) => {
  await page.goto('/settings/general');
  await page.getByLabel('Queue length').fill('1');
  const saved = page.waitForResponse(/workspace\.update/);
  await page.getByRole('button', { name: 'Save bounds' }).click();
  expect((await saved).status()).toBe(200);

  const workflow = await publish(api, ONE_AT_A_TIME.replace('one_at_a_time', 'full_queue'));
  const first = await startRun(api, workflow);
  await expect.poll(async () => (await (await api.get(`/api/v1/runs/${first}`)).json()).status).toBe('waiting');
  await startRun(api, workflow);
  const refused = await api.post(`/api/v1/workflows/${workflow}/runs`, { data: {} });
  expect(refused.status()).toBe(429);
  expect(Number(refused.headers()['retry-after'])).toBeGreaterThan(0);
  expect((await refused.json()).error).toMatchObject({ code: 'RATE_LIMITED' });
  expect((await (await api.get(`/api/v1/runs?workflow=${workflow}`)).json()).items).toHaveLength(2);

  // The journeys after this one queue runs too.
  await mutate(page, product, 'workspace.update', { maxQueuedRuns: 10_000 });
});
