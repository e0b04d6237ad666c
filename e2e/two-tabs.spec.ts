import type { APIRequestContext, Page } from '@playwright/test';
import { join, newSignedInPage } from './fixtures/people.ts';
import { expect, test } from './fixtures/test.ts';
import { GREETING, publish } from './fixtures/workflows.ts';

const ENA = { name: 'Ena Editor', email: 'ena@example.org', password: 'ninety four red balloons' };

test('two people edit one draft: the later save is refused, and mine goes on as a copy', async ({
  api,
  browser,
  ownerPage: mine,
  product,
}) => {
  await join(mine, product, ENA, { role: 'editor' });
  const theirs = await newSignedInPage(browser, product, ENA);
  const name = await greeting(api, 'two_people');
  await open(mine, name);
  await open(theirs, name);

  await description(theirs).fill('Ena was here first');
  await expect(draftStatus(theirs, 'Saved')).toBeVisible();
  await mine.getByLabel('Title').fill('Greeting by the owner');
  await description(mine).fill('The owner has other plans');
  const sheet = mine.getByRole('dialog', { name: 'This workflow was changed elsewhere' });
  await expect(sheet).toBeVisible();
  await expect(sheet.getByText(/^Ena Editor saved revision \d+/)).toBeVisible();

  // Put off: nothing is lost, and nothing is sent.
  await mine.keyboard.press('Escape');
  await expect(mine.getByRole('alert').getByText(/Your edits are kept here and are not saved/)).toBeVisible();
  await expect(draftStatus(mine, 'Not saved, changed elsewhere')).toBeVisible();
  await expect(description(mine)).toHaveValue('The owner has other plans');
  await description(mine).fill('The owner has other plans, still');
  expect(await savedDescription(api, name)).toBe('Ena was here first');

  await mine.getByRole('button', { name: 'Decide' }).click();
  await sheet.getByRole('button', { name: 'Save mine as a copy' }).click();
  await expect(mine).not.toHaveURL(new RegExp(`/${name}$`));
  await expect(mine.getByRole('heading', { level: 1 })).toContainText('Greeting by the owner');
  await expect(description(mine)).toHaveValue('The owner has other plans, still');
  await expect(draftStatus(mine, 'Saved')).toBeVisible();
  expect(await savedDescription(api, name)).toBe('Ena was here first');
  expect(await savedDescription(api, nameOf(mine))).toBe('The owner has other plans, still');

  await open(mine, name);
  await expect(description(mine)).toHaveValue('Ena was here first');
  await theirs.context().close();
});

test('two tabs of one person: theirs is taken over, and editing goes on from there', async ({
  api,
  ownerPage: first,
}) => {
  const name = await greeting(api, 'two_tabs');
  const second = await first.context().newPage();
  await open(first, name);
  await open(second, name);
  await description(first).fill('From the first tab');
  await expect(draftStatus(first, 'Saved')).toBeVisible();
  await description(second).fill('From the second tab');
  const sheet = second.getByRole('dialog', { name: 'This workflow was changed elsewhere' });
  await expect(sheet).toBeVisible();

  // The first tab saves once more: what the second tab keeps in this browser is not its business.
  await description(first).fill('From the first tab, again');
  await expect(draftStatus(first, 'Saved')).toBeVisible();
  await second.reload();
  await expect(description(second)).toHaveValue('From the second tab');
  await expect(sheet.getByText(/^owner.* saved revision 3/i)).toBeVisible();

  await sheet.getByRole('button', { name: 'Use theirs' }).click();
  await expect(sheet).toBeHidden();
  await expect(description(second)).toHaveValue('From the first tab, again');
  await expect(draftStatus(second, 'Saved')).toBeVisible();
  await description(second).fill('From the second tab, on top');
  await expect(draftStatus(second, 'Saved')).toBeVisible();
  await expect.poll(() => savedDescription(api, name)).toBe('From the second tab, on top');
  await second.close();
});

test('what is edited without a connection is kept and saved once it is back, after a reload too', async ({
  api,
  ownerPage: page,
}) => {
  const name = await greeting(api, 'offline');
  await open(page, name);
  await page.context().setOffline(true);
  await description(page).fill('Written in a tunnel');
  await expect(draftStatus(page, 'Not saved, retrying')).toBeVisible();
  await page.context().setOffline(false);
  await expect(draftStatus(page, 'Saved')).toBeVisible();
  expect(await savedDescription(api, name)).toBe('Written in a tunnel');

  await page.route(/workflow\.saveDraft/, (route) => route.abort());
  await description(page).fill('Written in a longer tunnel');
  await expect(draftStatus(page, 'Not saved, retrying')).toBeVisible();
  const address = page.url();
  const context = page.context();
  await page.close();
  expect(await savedDescription(api, name)).toBe('Written in a tunnel');

  const later = await context.newPage();
  await later.goto(address);
  await expect(description(later)).toHaveValue('Written in a longer tunnel');
  await expect(draftStatus(later, 'Saved')).toBeVisible();
  await expect.poll(() => savedDescription(api, name)).toBe('Written in a longer tunnel');
});

test('two tabs without a connection keep their own work, each over a reload', async ({ api, ownerPage: first }) => {
  const name = await greeting(api, 'two_tunnels');
  const second = await first.context().newPage();
  for (const [tab, text] of [
    [first, 'From the first tunnel'],
    [second, 'From the second tunnel'],
  ] as const) {
    await open(tab, name);
    await tab.route(/workflow\.saveDraft/, (route) => route.abort());
    await description(tab).fill(text);
    await expect(draftStatus(tab, 'Not saved, retrying')).toBeVisible();
  }
  await first.reload();
  await expect(description(first)).toHaveValue('From the first tunnel');
  await second.reload();
  await expect(description(second)).toHaveValue('From the second tunnel');

  await first.unroute(/workflow\.saveDraft/);
  await description(first).fill('From the first tunnel, and out');
  await expect(draftStatus(first, 'Saved')).toBeVisible();
  expect(await savedDescription(api, name)).toBe('From the first tunnel, and out');
  await second.close();
});

function greeting(api: APIRequestContext, name: string): Promise<string> {
  return publish(api, GREETING.replace('name: greeting', `name: ${name}`));
}

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/workflows/${name}`);
  await expect(draftStatus(page, 'Saved')).toBeVisible();
}

function description(page: Page) {
  return page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Description');
}

function draftStatus(page: Page, words: string) {
  return page.getByRole('status', { name: `Draft: ${words}`, exact: true });
}

function nameOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function savedDescription(api: APIRequestContext, name: string): Promise<string> {
  return (await (await api.get(`/api/v1/workflows/${name}`)).json()).metadata.description;
}
