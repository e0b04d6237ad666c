import type { Locator, Page } from '@playwright/test';
import { expect, OWNER, signIn, test } from './fixtures/test.ts';
import {
  choose,
  details,
  letItBegin,
  node,
  nodesOnScreen,
  runFromEditor,
  runInAddress,
  runStatus,
  timelineRow,
} from './fixtures/screens.ts';
import { approve, GREETING, publish, refund, startRun, TWO_READERS } from './fixtures/workflows.ts';

test('branches run at the same time and their text streams, on the card and in the inspector', async ({
  api,
  browser,
  ownerPage: page,
  product,
}) => {
  await page.goto(`/workflows/${await publish(api, TWO_READERS.replaceAll(/latencyMs: \d+/g, 'latencyMs: 6000'))}`);
  const id = await runFromEditor(page);
  await expect(page.getByText('Simulated', { exact: true }).first()).toBeVisible();
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  const first = node(page, 'Agent: First reader');
  await first.click();
  await expect(page).toHaveURL(new RegExp(`/runs/${id}\\?node=first$`));

  await approve(api, id);
  // All at once: it does not last.
  await Promise.all([
    expect
      .poll(async () => (await nodesOnScreen(page)).filter((name) => name.endsWith(', running')))
      .toEqual(['Agent: First reader, running', 'Agent: Second reader, running']),
    expect(first.getByText(/is read/)).toBeVisible(),
    grows(details(page).getByText(/^First reader: line 1 is read/)),
    expect(runStatus(page, 'Running')).toBeVisible(),
    expect(timelineRow(page, /^Second reader Running/)).toBeVisible(),
  ]);

  await expect(runStatus(page, 'Done')).toBeVisible();
  for (const title of ['Start', 'Ready', 'First reader', 'Second reader', 'Both', 'Read']) {
    await expect(timelineRow(page, new RegExp(`^${title} Done [\\d.]+ m?s$`))).toBeVisible();
  }
  await expect(details(page).getByText(/line 60 is read$/)).toBeVisible();

  const shared = page.url();
  const other = await (await browser.newContext({ baseURL: product.url })).newPage();
  await signIn(other, product, OWNER);
  await other.goto(shared);
  await expect(details(other).getByRole('heading', { name: 'First reader' })).toBeVisible();
  await expect(details(other).getByText(/line 60 is read$/)).toBeVisible();
  await expect.poll(() => lookOf(other)).toEqual(await lookOf(page));
  await other.context().close();
});

test('Stop cancels a run, Run again starts a new one with the same input', async ({ api, ownerPage: page }) => {
  // They would read for longer than anybody needs to stop them.
  const slow = TWO_READERS.replace('two_readers', 'slow_readers').replaceAll(/latencyMs: \d+/g, 'latencyMs: 60000');
  const stopped = await startRun(api, await publish(api, slow), { text: 'Chapter seven' });
  await page.goto(`/runs/${stopped}`);
  await letItBegin(page);
  await expect(node(page, 'Agent: First reader, running')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(runStatus(page, 'Cancelled')).toBeVisible();
  await expect(node(page, 'Agent: First reader, cancelled')).toBeVisible();
  await expect(node(page, 'Agent: Second reader, cancelled')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await page.goto(`/runs/${stopped}`);
  await expect(details(page).getByRole('definition').filter({ hasText: OWNER.email }).last()).toBeVisible();
  await expect(details(page).getByText('Stopped by', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('menuitem', { name: 'From the start' }).click();
  await expect(page).not.toHaveURL(new RegExp(stopped));
  expect(await runInAddress(page)).not.toBe(stopped);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(details(page).getByText('Withdrawn')).toBeVisible();
  await page.goto(new URL(page.url()).pathname);
  await expect(runStatus(page, 'Cancelled')).toBeVisible();
  await expect(details(page).getByText('Chapter seven')).toBeVisible();
});

test('the list of runs is live and filtered by status and workflow', async ({ api, ownerPage: page, service }) => {
  // A title of its own: other journeys publish greetings too.
  const greeting = await publish(api, GREETING.replace('greeting, title: Greeting', 'welcome, title: Welcome'));
  const asking = await publish(api, refund(service.url));
  await page.goto('/runs');
  const greeted = row(page, 'Welcome', await startRun(api, greeting));
  const refunded = row(page, 'Refund', await startRun(api, asking, { amount: 7 }));
  await expect(greeted).toContainText('Done');
  await expect(refunded).toContainText('Waiting for Approve refund');

  await choose(page, 'Status', 'Waiting for a person');
  await expect(greeted).toBeHidden();
  await expect(refunded).toBeVisible();
  await expect(page).toHaveURL(/\?status=waiting$/);
  await choose(page, 'Workflow', 'Welcome');
  await expect(page.getByText('No run fits these filters')).toBeVisible();
  await choose(page, 'Status', 'Any status');
  await expect(greeted).toBeVisible();
  await expect(refunded).toBeHidden();

  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Workflow' })).toHaveText('Welcome');
  await expect(refunded).toBeHidden();
  await greeted.getByRole('link').click();
  await expect(runStatus(page, 'Done')).toBeVisible();
});

function row(page: Page, title: string, id: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: `${title} ${id.slice(-4)}` }) });
}

async function grows(text: Locator): Promise<void> {
  const before = (await text.innerText()).length;
  await expect.poll(async () => (await text.innerText()).length).toBeGreaterThan(before);
}

/** What a viewer sees of a run, apart from how long ago it was. */
async function lookOf(page: Page) {
  return {
    nodes: await nodesOnScreen(page),
    timeline: await page.getByRole('list', { name: 'Timeline' }).getByRole('button').allInnerTexts(),
    details: await details(page).innerText(),
  };
}
