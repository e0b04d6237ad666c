import { expect, test } from './fixtures/test.ts';
import { details, node, runStatus } from './fixtures/screens.ts';
import { PAPER, publish, startRun } from './fixtures/workflows.ts';

const INPUT = { title: 'On fermatas', pages: 3 };

test('the form says at each field what does not fit, and a double click starts and decides once', async ({
  api,
  ownerPage: page,
}) => {
  const name = await publish(api, PAPER);
  await page.goto(`/workflows/${name}`);
  await page.getByRole('button', { name: /^Run\b/ }).click();
  const form = page.getByRole('dialog', { name: 'Run this draft' });
  await form.getByLabel('Pages').fill('three');
  await form.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(form.getByLabel('Pages')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Pages')).toHaveAccessibleDescription(/integer|whole number/i);
  await expect(page).toHaveURL(/\/workflows\//);

  await form.getByLabel('Title').fill(INPUT.title);
  await form.getByLabel('Pages').fill('3');
  const starts = countRequests('run.start');
  await form.getByRole('button', { name: 'Run', exact: true }).dblclick();
  await expect(page).toHaveURL(/\/runs\//);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  expect(starts()).toBe(1);

  const decisions = countRequests('approval.decide');
  await details(page).getByRole('button', { name: 'Approve' }).dblclick();
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(node(page, 'End: Printed, succeeded')).toBeVisible();
  expect(decisions()).toBe(1);

  function countRequests(procedure: string): () => number {
    let count = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes(procedure)) count += 1;
    });
    return () => count;
  }
});

test('S-15: markup in what a run shows stays text: in its input, its gate, its output and on every page', async ({
  api,
  ownerPage: page,
  product,
}) => {
  const markup = [
    '<script>window.__ran = 1</script>',
    '<img src=x onerror="window.__ran = 1">',
    '<iframe srcdoc="<script>parent.__ran = 1</script>"></iframe>',
    '<svg onload="window.__ran = 1"></svg>',
    '[go](javascript:window.__ran=1)',
    '![spy](https://evil.example/pixel.png)',
  ].join(' ');
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(product.url)) elsewhere.push(request.url());
  });
  const name = await publish(api, PAPER.replace('name: paper, title: Paper', 'name: markup, title: Markup'));
  const run = await startRun(api, name, { ...INPUT, title: markup });
  await page.goto(`/runs/${run}`);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  await harmless();
  await details(page).getByRole('button', { name: 'Approve' }).click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  await node(page, 'End: Printed, succeeded').click();
  await expect(details(page).getByRole('heading', { name: 'Printed' })).toBeVisible();
  await expect(details(page)).toContainText('window.__ran');
  await harmless();
  for (const path of ['/runs', '/approvals?view=decided']) {
    await page.goto(path);
    await expect(page.getByRole('link', { name: new RegExp(`Markup.*${run.slice(-4)}`) })).toBeVisible();
    await harmless();
  }
  expect(elsewhere).toEqual([]);

  async function harmless(): Promise<void> {
    expect(await page.evaluate(() => '__ran' in window)).toBe(false);
    await expect(page.locator('main :is(script, iframe, [onerror], [onload], [href^="javascript:"])')).toHaveCount(0);
  }
});
