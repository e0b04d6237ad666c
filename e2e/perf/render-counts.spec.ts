import type { APIRequestContext } from '@playwright/test';
import { countRenders, difference, renders } from '../fixtures/render-counts.ts';
import { expect, test } from '../fixtures/test.ts';
import { details, letItBegin, node, runStatus } from '../fixtures/screens.ts';
import { callAndTimer, publish, startRun, TWO_READERS } from '../fixtures/workflows.ts';

test('one run event renders one badge, no card and not the canvas', async ({ api, ownerPage: page, service }) => {
  const answer = Promise.withResolvers<object>();
  service.answer = () => answer.promise;
  await countRenders(page);
  const id = await startRun(api, await publish(api, callAndTimer(service.url)), {}, { simulated: false });
  await page.goto(`/runs/${id}`);
  await letItBegin(page);
  await expect(node(page, 'Wait: Timer, waiting')).toBeVisible();
  await expect(node(page, 'HTTP: Call, running')).toBeVisible();
  await expect.poll(() => service.asked.length).toBe(1);
  const eventsBefore = (await eventTypes(api, id)).length;
  const before = await renders(page);
  expect(before.card).toBeGreaterThan(0);

  answer.resolve({});
  await expect(node(page, 'HTTP: Call, succeeded')).toBeVisible();
  const since = (await eventTypes(api, id)).slice(eventsBefore);
  expect(since.filter((type) => type.startsWith('node.'))).toEqual(['node.succeeded']);
  const after = await renders(page);
  expect(difference(before, after)).toMatchObject({ badge: 1, card: 0, canvas: 0 });
  await api.post(`/api/v1/runs/${id}/cancel`, { data: {} });
});

test('streaming text renders badges only', async ({ api, ownerPage: page }) => {
  await countRenders(page);
  await page.goto(`/runs/${await startRun(api, await publish(api, TWO_READERS))}`);
  await expect(details(page).getByRole('article', { name: 'Ready' })).toBeVisible();
  const before = await renders(page);
  await letItBegin(page);
  await expect(runStatus(page, 'Done')).toBeVisible();
  const { badge, card, canvas } = difference(before, await renders(page));
  expect(badge).toBeGreaterThan(5);
  expect({ card, canvas }).toEqual({ card: 0, canvas: 0 });
});

async function eventTypes(api: APIRequestContext, id: string): Promise<string[]> {
  const { items } = (await (await api.get(`/api/v1/runs/${id}/events`)).json()) as { items: { type: string }[] };
  return items.map(({ type }) => type);
}
