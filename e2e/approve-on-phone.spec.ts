import type { Browser, Locator, Page } from '@playwright/test';
import { expect, OWNER, signIn, test } from './fixtures/test.ts';
import { countWaiting } from './fixtures/people.ts';
import type { Product } from './fixtures/product.ts';
import { approvalsLink, details, node, openTemplate, runFromEditor, runStatus } from './fixtures/screens.ts';

const APPROVER = { name: 'Ben Approver', email: 'ben@example.org', password: 'ninety four red balloons' };
const LETTER = 'Dear Northwind, we sign once liability is capped for both sides.';

test('an approver edits and decides on a phone while the owner watches; who comes later sees who was first', async ({
  browser,
  ownerPage: watching,
  product,
}) => {
  const phone = await joinOnPhone(browser, product, await invite(watching));
  const [mine, theirs] = [await countWaiting(watching, product), await countWaiting(phone, product)];
  await expect(approvalsLink(phone, theirs)).toBeVisible();

  await openTemplate(watching, 'Contract review');
  const run = await runFromEditor(watching);
  await expect(node(watching, 'Approval: Approve the answer, waiting, Waiting for approver')).toBeVisible();
  await expect(approvalsLink(watching, mine + 1)).toBeVisible();
  await expect(approvalsLink(phone, theirs + 1)).toBeVisible();

  const late = await lateComer(browser, product, run);

  await approvalsLink(phone, theirs + 1).tap();
  await inboxRow(phone, run).tap();
  await expect(phone.getByRole('heading', { level: 1, name: 'Approve the answer' })).toBeVisible();
  await expect(phone.getByText('Send this answer to Northwind Ltd?')).toBeVisible();
  await phone.getByRole('button', { name: 'Edit Cover note' }).tap();
  // Not by label alone: until the tap has arrived, the text as it stands and its button are labelled with these words.
  await phone.getByRole('textbox', { name: 'Cover note' }).fill(LETTER);
  await phone.getByRole('button', { name: 'Done' }).tap();
  const note = phone.getByRole('group', { name: 'Cover note' });
  await expect(note.getByText('edited by you')).toBeVisible();
  await expect(note.getByRole('deletion').filter({ hasText: 'colleagues' })).toBeVisible();
  await expect(note.getByRole('insertion').filter({ hasText: 'capped' })).toBeVisible();
  await expectToFit(phone);
  await phone.getByRole('button', { name: 'Approve' }).tap();
  await expect(phone.getByRole('status').filter({ hasText: `Approved by ${APPROVER.name}, just now` })).toBeVisible();
  await expect(approvalsLink(watching, mine)).toBeVisible();

  await expect(runStatus(watching, 'Done')).toBeVisible();
  await expect(details(watching).getByText(`Approved by ${APPROVER.name}, `)).toBeVisible();
  await expect(node(watching, 'Approval: Approve the answer, succeeded')).toBeVisible();
  await expect(node(watching, 'End: Approved, succeeded')).toBeVisible();
  await expect(node(watching, 'End: Not approved, skipped')).toBeVisible();
  await details(watching).getByRole('tab', { name: 'Output' }).click();
  await expect(details(watching).getByText(LETTER)).toBeVisible();

  await late.getByRole('button', { name: 'Reject' }).click();
  await expect(late.getByText(`Approved by ${APPROVER.name}, `)).toBeVisible();
  await expect(late.getByText('Your decision came after it and was not counted.')).toBeVisible();
  await expect(late.getByRole('button', { name: 'Reject' })).toBeHidden();

  await phone.context().close();
  await late.context().close();
});

/** Makes a one-time link for the approver. */
async function invite(page: Page): Promise<string> {
  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Invite member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite a member' });
  await dialog.getByLabel('E-mail').fill(APPROVER.email);
  await dialog.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: /^Viewer/ }).click();
  await dialog.getByRole('checkbox', { name: 'Approver' }).click();
  await dialog.getByRole('button', { name: 'Create invite link' }).click();
  return dialog.getByLabel('Invite link').inputValue();
}

async function joinOnPhone(browser: Browser, product: Product, link: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: product.url,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  await phone.goto(link);
  await expect(phone.getByRole('heading', { name: /^Join / })).toBeVisible();
  await phone.getByLabel('Your name').fill(APPROVER.name);
  await phone.getByLabel('Password').fill(APPROVER.password);
  await phone.getByRole('button', { name: 'Join' }).tap();
  await expect(phone.getByRole('heading', { name: 'Workflows', level: 1 })).toBeVisible();
  return phone;
}

/** Somebody whose browser hears nothing after the page was opened: what it shows is out of date by the time they decide. */
async function lateComer(browser: Browser, product: Product, run: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: product.url })).newPage();
  await page.route(/approval\.watch/, () => undefined);
  await signIn(page, product, OWNER);
  await page.goto('/approvals');
  await inboxRow(page, run).click();
  await page.getByLabel('Comment').fill('I would rather not.');
  await expect(page.getByRole('button', { name: 'Reject' })).toBeVisible();
  return page;
}

function inboxRow(page: Page, run: string): Locator {
  return page.getByRole('link', { name: new RegExp(`^Approve the answer.*run ${run.slice(-4)}`) });
}

/** Nothing sticks out to the right, and what is decided with is large enough for a thumb. */
async function expectToFit(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  for (const name of ['Approve', 'Reject']) {
    const box = await page.getByRole('button', { name }).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
  }
}
