import type { APIRequestContext, Page } from '@playwright/test';
import { pidOf } from './fixtures/processes.ts';
import { expect, test } from './fixtures/test.ts';
import { letItBegin, node, runStatus, timelineRow } from './fixtures/screens.ts';
import { publish, RELAY, startRun } from './fixtures/workflows.ts';

test.describe.configure({ timeout: 90_000 });

test('the web server is killed while a run is watched: the page says so and catches up without a reload', async ({
  api,
  ownerPage: page,
  product,
}) => {
  await watchRelay(page, api);
  const opened = await timeOfLoading(page);
  const killed = await pidOf(product, 'web');
  // A proxy in front answers for a server that is gone.
  await page.route(/run\.watch/, (route) => route.fulfill({ status: 502 }), { times: 1 });
  kill(killed, 'SIGKILL');
  // The next one is held for as long as a person needs to notice; the supervisor would have it back in a moment.
  await expect.poll(async () => ![null, killed].includes(await pidOf(product, 'web'))).toBe(true);
  const next = await pidOf(product, 'web');
  kill(next, 'SIGSTOP');
  const banner = page.getByRole('status').filter({ hasText: 'Live updates paused, reconnecting.' });
  await expect(banner).toBeVisible();
  await expect(runStatus(page, 'Running')).toBeVisible();
  kill(next, 'SIGCONT');

  await expect(banner).toBeHidden({ timeout: 30_000 });
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
}) => {
  await watchRelay(page, api);
  await expect(node(page, 'Agent: Two, running')).toBeVisible();
  const killed = await pidOf(product, 'runner');
  kill(killed, 'SIGKILL');
  await expect(runStatus(page, 'Done')).toBeVisible({ timeout: 30_000 });
  await expectArrived(page);
  await timelineRow(page, /^Arrived/).click();
  await expect(page.getByRole('complementary').getByText('The second leg')).toBeVisible();
  expect(await pidOf(product, 'runner')).not.toBe(killed);
});

async function watchRelay(page: Page, api: APIRequestContext): Promise<void> {
  await page.goto(`/runs/${await startRun(api, await publish(api, RELAY))}`);
  await letItBegin(page);
  await expect(node(page, 'Agent: One, running')).toBeVisible();
}

async function expectArrived(page: Page): Promise<void> {
  await expect(runStatus(page, 'Done')).toBeVisible();
  for (const name of ['Start: Start', 'Agent: One', 'Agent: Two', 'End: Arrived']) {
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

function kill(pid: number | null, signal: NodeJS.Signals): void {
  if (pid === null) throw new Error('There is no such process to send a signal to.');
  process.kill(pid, signal);
}
