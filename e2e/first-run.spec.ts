import { expect, type Page, test } from '@playwright/test';
import { type Product, startProduct } from './fixtures/product.ts';
import { attachTerminal } from './fixtures/test.ts';
import { details, node, runInAddress, runStatus, timelineRow } from './fixtures/screens.ts';

// Its own product: nobody has set this one up.
let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterEach(({}, testInfo) => attachTerminal(testInfo, product));
test.afterAll(() => product.dispose());

/** The token --waiting in light: fuchsia means that a person is needed. */
const FUCHSIA = 'rgb(134, 25, 143)';
const CLICKS_AT_MOST = 6;

test('from an empty machine to an approved run in at most six clicks after setup', async ({ page }) => {
  await page.goto(product.url);
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel('Your name').fill('Ana Owner');
  await page.getByLabel('E-mail').fill('ana@example.org');
  await page.getByLabel('Password').fill('a horse and a battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Workflows', level: 1 })).toBeVisible();

  const clicks = await countClicks(page);
  await page.getByRole('button', { name: 'Use template Contract review' }).click();
  await expect(node(page, 'Agent: Assess risk, idle')).toBeVisible();
  await page.getByRole('button', { name: /^Run\b/ }).click();
  const form = page.getByRole('dialog', { name: 'Run this draft' });
  await expect(form.getByLabel('Other party')).toHaveValue('Northwind Ltd');
  await expect(form.getByLabel('Contract text')).toHaveValue(/^SERVICES AGREEMENT/);
  await form.getByRole('button', { name: 'Run', exact: true }).click();
  await runInAddress(page);

  await expect(page.getByText('Simulated', { exact: true }).first()).toBeVisible();
  await expect(node(page, 'Merge: All findings, succeeded')).toBeVisible();

  await expect(node(page, 'Approval: Approve the answer, waiting, Waiting for approver')).toBeVisible();
  await expect(details(page).getByText('Waiting for approver', { exact: true })).toHaveCSS('color', FUCHSIA);
  await expect(runStatus(page, 'Waiting for a person')).toHaveCSS('color', FUCHSIA);

  const decision = details(page).getByRole('article', { name: 'Approve the answer' });
  await expect(decision.getByText('Send this answer to Northwind Ltd?')).toBeVisible();
  await decision.getByRole('button', { name: 'Edit Cover note' }).click();
  await decision.getByLabel('Cover note').fill('Dear Northwind, please cap liability for both sides.');
  await decision.getByRole('button', { name: 'Approve' }).click();

  await expect(runStatus(page, 'Done')).toBeVisible();
  expect(clicks()).toBeLessThanOrEqual(CLICKS_AT_MOST);

  await expect(decision.getByText(/Approved by Ana Owner/)).toBeVisible();
  await expect(timelineRow(page, /^Approved Done/)).toBeVisible();
  await page.getByRole('tab', { name: 'Output', exact: true }).last().click();
  await expect(page.getByText('Dear Northwind, please cap liability for both sides.').last()).toBeVisible();
  expect(product.output()).not.toContain('stopped unexpectedly');
});

/** Counts what a hand would have to do: clicks that the browser itself made, on whatever page. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  await page.exposeFunction('reportClick', () => {
    clicks += 1;
  });
  const listen = () =>
    addEventListener(
      'click',
      (event) => {
        if (event.isTrusted) (globalThis as unknown as { reportClick(): void }).reportClick();
      },
      true,
    );
  await page.addInitScript(listen);
  await page.evaluate(listen);
  return () => clicks;
}
