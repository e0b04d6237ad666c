import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { join, newSignedInPage, type Person } from './fixtures/people.ts';
import { GREETING, publish } from './fixtures/workflows.ts';

const person = (name: string): Person => ({
  name,
  email: `${name.toLowerCase().replace(' ', '.')}@example.org`,
  password: 'a sentence of one person',
});

async function fillSignIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an open page is told of a new role and of being deactivated, and who was is let in again', async ({
  browser,
  ownerPage: owner,
  product,
}) => {
  const rita = person('Rita Role');
  await join(owner, product, rita, { role: 'editor' });
  const page = await newSignedInPage(browser, product, rita);
  const listens = page.waitForResponse((answer) => answer.url().includes('run.watchAll'));
  await page.goto('/runs?status=failed');
  await listens;
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();

  await owner.goto('/settings/members');
  const row = owner.getByRole('listitem').filter({ hasText: rita.email });
  await owner.getByRole('combobox', { name: `Role of ${rita.name}` }).click();
  await owner.getByRole('option', { name: /^Viewer/ }).click();
  await expect(page.getByText('Your role was changed. Sign in again.')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await fillSignIn(page, rita);
  await expect(page).toHaveURL(/\/runs\?status=failed$/);
  // Not the stream of the page before, which may only now be answered.
  const listensAgain = page.waitForResponse(
    (answer) => answer.url().includes('approval.watch') && answer.frame().url().endsWith('/workflows'),
  );
  await page.goto('/workflows');
  await listensAgain;
  // What she may do is known when her name is.
  await expect(page.getByRole('button', { name: `Account of ${rita.name}` })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New workflow' })).toBeHidden();

  await owner.getByRole('button', { name: `More about ${rita.name}` }).click();
  await owner.getByRole('menuitem', { name: 'Deactivate' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await expect(row.getByText('Deactivated')).toBeVisible();
  await expect(page.getByText('You no longer have access to this workspace. Sign in again.')).toBeVisible();
  await page.goto('/workflows');
  await fillSignIn(page, rita);
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible();

  await owner.getByRole('button', { name: `More about ${rita.name}` }).click();
  await owner.getByRole('menuitem', { name: 'Reactivate' }).click();
  await expect(row.getByText('Deactivated')).toHaveCount(0);
  await fillSignIn(page, rita);
  await expect(page).toHaveURL(/\/workflows$/);
  await page.context().close();
});

test('a key is made for one purpose, works over the API within it, and not after it is revoked', async ({
  api,
  ownerPage: page,
  product,
}) => {
  const workflow = await publish(api, GREETING);
  await page.goto('/settings/api-keys');
  const keys = page.getByRole('list', { name: 'API keys' });
  await expect(keys.getByText('Set by the environment')).toBeVisible();
  await page.getByRole('button', { name: 'New API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Nightly report');
  await dialog.getByLabel('Your password').fill('a guess');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByText('This is not your current password.')).toBeVisible();
  await dialog.getByLabel('Your password').fill('correct horse battery staple');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByLabel('API key', { exact: true }).inputValue();
  expect(key).toMatch(/^fmt_[\w-]{43}$/);
  await dialog.getByRole('button', { name: 'Done' }).click();

  const headers = { authorization: `Bearer ${key}` };
  const list = () => page.request.get(`${product.url}/api/v1/workflows`, { headers });
  expect((await list()).status()).toBe(200);
  const start = await page.request.post(`${product.url}/api/v1/workflows/${workflow}/runs`, { headers, data: {} });
  expect(start.status()).toBe(403);

  const row = keys.getByRole('listitem').filter({ hasText: 'Nightly report' });
  await expect(row).toContainText('may: Read ·');
  await expect(page.getByText(key)).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByText('Nightly report')).toHaveCount(0);
  expect((await list()).status()).toBe(401);
});

test('a new password signs out the other sessions, and so does somebody who sees them in the list', async ({
  browser,
  ownerPage,
  product,
}) => {
  const sven = person('Sven Sessions');
  await join(ownerPage, product, sven, { role: 'viewer' });
  const [page, elsewhere] = [
    await newSignedInPage(browser, product, sven),
    await newSignedInPage(browser, product, sven),
  ];
  const hears = elsewhere.waitForResponse(/approval\.watch/);
  await elsewhere.goto('/approvals');
  await hears;
  await page.goto('/settings/account');
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await expect(sessions.first()).toContainText('This one');
  // The one of joining, too.
  await expect(sessions).toHaveCount(3);

  await page.getByLabel('Current password').fill('something else');
  await page.getByLabel('New password').fill('another sentence of his');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your current password.')).toBeVisible();
  await page.getByLabel('Current password').fill(sven.password);
  const listens = page.waitForResponse((answer) => answer.url().includes('approval.watch') && answer.status() === 200);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed')).toBeVisible();
  await expect(sessions).toHaveCount(1);
  await expect(elsewhere.getByText('This session was ended. Sign in again.')).toBeVisible();
  // Whoever changes it goes on where they are, with a session that is new.
  await listens;
  await expect(page.getByRole('alert').filter({ hasText: 'Sign in again' })).toHaveCount(0);

  await elsewhere.getByRole('link', { name: 'Sign in', exact: true }).click();
  await fillSignIn(elsewhere, sven);
  await expect(elsewhere.getByText('The e-mail address or the password is wrong.')).toBeVisible();
  const hearsAgain = elsewhere.waitForResponse(/approval\.watch/);
  await fillSignIn(elsewhere, { ...sven, password: 'another sentence of his' });
  await expect(elsewhere).toHaveURL(/\/approvals$/);
  await hearsAgain;
  await page.reload();
  await expect(sessions).toHaveCount(2);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(sessions).toHaveCount(1);
  await expect(elsewhere.getByText('This session was ended. Sign in again.')).toBeVisible();
  await page.context().close();
  await elsewhere.context().close();
});
