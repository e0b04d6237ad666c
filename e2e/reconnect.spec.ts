import type { APIRequestContext, Page } from '@playwright/test';
import { killProgram, pidOf } from './fixtures/processes.ts';
import type { Reply, Service } from './fixtures/service.ts';
import { expect, test } from './fixtures/test.ts';
import { letItBegin, node, runStatus, timelineRow } from './fixtures/screens.ts';
import { publish, relay, startRun } from './fixtures/workflows.ts';

const LEG: Reply = { body: 'The second leg' };

test('the web server is killed while a run is watched: the page says so and catches up without a reload', async ({
  api,
  ownerPage: page,
  product,
  service,
}) => {
  const second = Promise.withResolvers<Reply>();
  service.answer = ({ path }) => (path === '/two' ? second.promise : {});
  await watchRelay(page, api, service);
  const opened = await timeOfLoading(page);
  // The supervisor has it back in a moment. A proxy in front answers for longer that it is gone.
  await page.route(/run\.watch/, (route) => route.fulfill({ status: 502 }));
  await killProgram(product, 'web');
  const banner = page.getByRole('status').filter({ hasText: 'Live updates paused, reconnecting.' });
  await expect(banner).toBeVisible();
  // The run goes on meanwhile.
  second.resolve(LEG);
  await expect.poll(() => statusOf(page, api)).toBe('succeeded');
  await expect(runStatus(page, 'Running')).toBeVisible();
  await page.unroute(/run\.watch/);

  await expect(banner).toBeHidden();
  await expectArrived(page);
  expect(await timeOfLoading(page)).toBe(opened);
  const caughtUp = await page.getByRole('list', { name: 'Timeline' }).innerText();
  await page.reload();
  await expectArrived(page);
  expect(await page.getByRole('list', { name: 'Timeline' }).innerText()).toBe(caughtUp);
});

test('the runner is killed in the middle of a run: the run finishes all the same', async ({
  api,
  ownerPage: page,
  product,
  service,
}) => {
  // Whoever asked first is gone before there is an answer.
  service.answer = ({ path }) =>
    path === '/two' && service.askedAt('/two').length === 1 ? new Promise(() => undefined) : LEG;
  await watchRelay(page, api, service);
  const killed = await killProgram(product, 'runner');
  await expectArrived(page);
  await timelineRow(page, /^Arrived/).click();
  await expect(page.getByRole('complementary').getByText('The second leg')).toBeVisible();
  expect(await pidOf(product, 'runner')).not.toBe(killed);
  expect(service.asked.map(({ path }) => path)).toEqual(['/one', '/two', '/two']);
});

/** Until it waits for the service at its second leg. */
async function watchRelay(page: Page, api: APIRequestContext, service: Service): Promise<void> {
  const name = await publish(api, relay(service.url));
  await page.goto(`/runs/${await startRun(api, name, {}, { simulated: false })}`);
  await letItBegin(page);
  await expect(node(page, 'HTTP: Two, running')).toBeVisible();
  await expect.poll(() => service.askedAt('/two').length).toBe(1);
}

/** What the server says of the run that is watched; null while the server is away. */
async function statusOf(page: Page, api: APIRequestContext): Promise<string | null> {
  const response = await api.get(`/api/v1${new URL(page.url()).pathname}`).catch(() => null);
  return response?.ok() ? (await response.json()).status : null;
}

async function expectArrived(page: Page): Promise<void> {
  await expect(runStatus(page, 'Done')).toBeVisible();
  for (const name of ['Start: Start', 'HTTP: One', 'HTTP: Two', 'End: Arrived']) {
    await expect(node(page, `${name}, succeeded`)).toBeVisible();
  }
  for (const title of ['Start', 'Ready', 'One', 'Two', 'Arrived']) {
    await expect(timelineRow(page, new RegExp(`^${title} Done`))).toBeVisible();
  }
}

/** A reload makes it another one. */
function timeOfLoading(page: Page): Promise<number> {
  return page.evaluate(() => performance.timeOrigin);
}
