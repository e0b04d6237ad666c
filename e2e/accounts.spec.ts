import { execFile } from 'node:child_process';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import { expect, OWNER, signIn, test } from './fixtures/test.ts';
import { join, mutate, newBrowserPage, newSignedInPage, type Person } from './fixtures/people.ts';
import type { Product } from './fixtures/product.ts';
import { node, openTemplate } from './fixtures/screens.ts';
import { GREETING, publish } from './fixtures/workflows.ts';
import type { Page } from '@playwright/test';

const PROJECT_DIR = joinPath(import.meta.dirname, '..');
const person = (name: string): Person => ({
  name,
  email: `${name.toLowerCase().replace(' ', '.')}@example.org`,
  password: 'a sentence of one person',
});

test('signing out ends the session; a wrong password says so; signing in leads back to where one was', async ({
  ownerPage: page,
}) => {
  await page.goto('/settings/account');
  await page.getByRole('button', { name: `Account of ${OWNER.name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);

  await page.goto('/runs?status=failed');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignIn(page, OWNER.email, 'not the password');
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(OWNER.email);
  await fillSignIn(page, OWNER.email, OWNER.password);
  await expect(page).toHaveURL(/\/runs\?status=failed$/);
});

test('a session that ends in the middle of an edit loses nothing', async ({ ownerPage: page, product }) => {
  await openTemplate(page, 'Contract review');
  const address = page.url();
  await page.context().clearCookies();
  await page.getByRole('textbox', { name: 'Description' }).fill('Written while the session was over');
  const again = page.getByRole('link', { name: 'Sign in again' });
  await expect(again).toBeVisible();
  await expect(page.getByRole('status', { name: 'Draft: Not saved, signed out' })).toBeVisible();
  await again.click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignIn(page, OWNER.email, OWNER.password);
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Written while the session was over');
  await expect(page.getByRole('status', { name: 'Draft: Saved' })).toBeVisible();

  const other = await newSignedInPage(page.context().browser()!, product);
  await other.goto(address);
  await expect(other.getByRole('textbox', { name: 'Description' })).toHaveValue('Written while the session was over');
  await other.context().close();
});

test('an invite link works once, and a viewer reads but does not edit, run or publish', async ({
  api,
  browser,
  ownerPage: owner,
  product,
}) => {
  const vera = person('Vera Viewer');
  const { url } = await mutate<{ url: string }>(owner, product, 'member.invite', {
    email: vera.email,
    role: 'viewer',
    approver: false,
  });
  const page = await newBrowserPage(browser, product);
  await page.goto(new URL(url).pathname);
  await page.getByLabel('Your name').fill(vera.name);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByText('The password needs at least 8 characters.')).toBeVisible();
  await page.getByLabel('Password').fill(vera.password);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Workflows' })).toBeVisible();
  // What she may do is known when her name is.
  await expect(page.getByRole('button', { name: `Account of ${vera.name}` })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New workflow' })).toBeHidden();
  await expect(page.getByRole('button', { name: /^Use template/ })).toHaveCount(0);

  const second = await newBrowserPage(browser, product);
  await second.goto(new URL(url).pathname);
  await expect(second.getByRole('heading', { name: 'This invite cannot be used' })).toBeVisible();
  await second.context().close();

  await page.goto(`/workflows/${await publish(api, GREETING)}`);
  await expect(page.getByRole('status', { name: 'Draft: Read-only' })).toBeVisible();
  for (const name of [/^Run\b/, /^Publish/, /^Undo/]) await expect(page.getByRole('button', { name })).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Nodes to add' })).toHaveCount(0);
  await node(page, 'End: Greeted').click();
  await expect(page.getByRole('textbox', { name: 'Title' })).not.toBeEditable();
  await page.keyboard.press('Delete');
  await expect(node(page, 'End: Greeted')).toBeVisible();
  await page.goto('/settings/members');
  await expect(page.getByRole('button', { name: `Account of ${vera.name}` })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Invite member' })).toHaveCount(0);
  await page.context().close();
});

test('npm run reset-password sets a new password beside the running product', async ({
  browser,
  ownerPage,
  product,
}) => {
  const fred = person('Fred Forgot');
  await join(ownerPage, product, fred, { role: 'viewer' });
  const page = await newSignedInPage(browser, product, fred);
  const password = /is (\S+)$/m.exec(await resetPassword(product, fred.email))?.[1] ?? '';
  await page.goto('/workflows');
  await expect(page).toHaveURL(/\/sign-in/);
  await fillSignIn(page, fred.email, password);
  await expect(page).toHaveURL(/\/workflows$/);
  await page.context().close();
  await expect(resetPassword(product, 'stranger@example.org')).rejects.toThrow(/stranger@example\.org/);
  await signIn(ownerPage, product, OWNER);
});

async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** @returns what the terminal showed. @throws with what it showed when it ended badly */
async function resetPassword(product: Product, email: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'reset-password', email], {
    cwd: PROJECT_DIR,
    env: { ...process.env, NODE_ENV: 'production', PORT: String(product.port), FERMATA_DATA_DIR: product.dataDir },
  });
  return stdout;
}
