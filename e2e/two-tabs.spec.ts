import type { APIRequestContext, Page } from '@playwright/test';
import { dragFromPalette } from './fixtures/canvas.ts';
import { join, newSignedInPage } from './fixtures/people.ts';
import { countRenders, difference, renders } from './fixtures/render-counts.ts';
import { node } from './fixtures/screens.ts';
import { expect, OWNER, test } from './fixtures/test.ts';
import { GREETING, publish } from './fixtures/workflows.ts';

const ENA = { name: 'Ena Editor', email: 'ena@example.org', password: 'ninety four red balloons' };

test('two people edit one draft: each sees what the other saved, and what both changed is decided', async ({
  api,
  browser,
  ownerPage: mine,
  product,
}) => {
  await join(mine, product, ENA, { role: 'editor' });
  const theirs = await newSignedInPage(browser, product, ENA);
  const name = await greeting(api, 'two_people');
  await countRenders(mine);
  await open(mine, name);
  await open(theirs, name);

  // Made from the environment, the owner is named by the address.
  await expect(alsoHere(theirs, OWNER.email)).toBeVisible();
  await expect(alsoHere(mine, 'Ena Editor')).toBeVisible();
  await node(theirs, 'Start: Start').click();
  await expect(node(mine, 'Start: Start')).toContainText('Ena Editor');
  const before = await renders(mine);
  await node(theirs, 'End: Greeted').click();
  await expect(node(mine, 'End: Greeted')).toContainText('Ena Editor');
  await expect(node(mine, 'Start: Start')).not.toContainText('Ena Editor');
  // Whoever looks around renders a mark, and no card.
  const { card, presence } = difference(before, await renders(mine));
  expect([card, presence > 0]).toEqual([0, true]);
  await alsoHere(mine, 'Ena Editor, at Greeted').click();
  await expect(node(mine, 'End: Greeted')).toBeFocused();
  for (const page of [mine, theirs]) await page.keyboard.press('Escape');
  await expect(alsoHere(mine, 'Ena Editor')).toBeVisible();

  await description(theirs).fill('Ena was here first');
  await expect(description(mine)).toHaveValue('Ena was here first');
  await mine.getByLabel('Title').fill('Greeting by the owner');
  await expect(theirs.getByRole('heading', { level: 1 })).toContainText('Greeting by the owner');
  await expect(draftStatus(theirs, 'Saved')).toBeVisible();

  // Out of reach for a while, both change the description and both add a node of the same name.
  await mine.route(/workflow\.(saveDraft|get)/, (route) => route.abort());
  await dragFromPalette(mine, 'Agent', { x: 300, y: 420 });
  await mine.keyboard.press('Escape');
  await description(mine).fill('The owner has other plans');
  await dragFromPalette(theirs, 'Agent', { x: 300, y: 500 });
  await theirs.keyboard.press('Escape');
  await description(theirs).fill('Ena was here again');
  await expect(draftStatus(theirs, 'Saved')).toBeVisible();
  await expect(draftStatus(mine, 'Not saved, retrying')).toBeVisible();
  await mine.unroute(/workflow\.(saveDraft|get)/);

  const question = mine.getByRole('alert').filter({ hasText: 'Ena Editor and you changed the same thing' });
  await expect(question).toBeVisible();
  await expect(draftStatus(mine, 'Not saved, changed elsewhere')).toBeVisible();
  await expect(description(mine)).toHaveValue('The owner has other plans');
  expect(await savedDescription(api, name)).toBe('Ena was here again');
  await question.getByRole('button', { name: 'Decide' }).click();
  const choice = sheetOf(mine).getByRole('group', { name: /Workflow · Description/ });
  await expect(choice.getByRole('radio', { name: /^Mine/ })).toBeChecked();
  await expect(choice.getByRole('radio', { name: /^Ena Editor/ })).not.toBeChecked();
  await sheetOf(mine).getByRole('button', { name: 'Save these choices' }).click();
  await expect(draftStatus(mine, 'Saved')).toBeVisible();
  await expect(sheetOf(mine)).toBeHidden();
  await expect(description(theirs)).toHaveValue('The owner has other plans');
  const { spec } = await (await api.get(`/api/v1/workflows/${name}`)).json();
  expect(spec.nodes.map((node: { id: string }) => node.id).sort()).toEqual(['agent', 'agent_2', 'done', 'start']);
  await theirs.context().close();
});

test('two tabs of one person: the question outlives a reload, theirs can be taken, mine can go on as a copy', async ({
  api,
  ownerPage: first,
}) => {
  const name = await greeting(api, 'two_tabs');
  const second = await first.context().newPage();
  await open(first, name);
  await open(second, name);
  await diverge(first, second, 'From the first tab', 'From the second tab');
  const question = second.getByRole('alert').filter({ hasText: 'changed the same thing' });
  await expect(question).toBeVisible();
  await second.reload();
  await expect(description(second)).toHaveValue('From the second tab');
  await question.getByRole('button', { name: 'Decide' }).click();
  await sheetOf(second)
    .getByRole('radio', { name: /From the first tab/ })
    .check();
  await sheetOf(second).getByRole('button', { name: 'Save these choices' }).click();
  await expect(description(second)).toHaveValue('From the first tab');
  await expect(draftStatus(second, 'Saved')).toBeVisible();

  await diverge(first, second, 'From the first tab, again', 'From the second tab, again');
  await question.getByRole('button', { name: 'Decide' }).click();
  await sheetOf(second).getByRole('button', { name: 'Save mine as a copy' }).click();
  await expect(second).not.toHaveURL(new RegExp(`/${name}$`));
  await expect(description(second)).toHaveValue('From the second tab, again');
  expect(await savedDescription(api, name)).toBe('From the first tab, again');
  expect(await savedDescription(api, nameOf(second))).toBe('From the second tab, again');
  await second.close();
});

/** Both write the description; the second tab hears of it when it has written. */
async function diverge(first: Page, second: Page, ...[one, other]: [string, string]): Promise<void> {
  await second.route(/workflow\.(saveDraft|get)/, (route) => route.abort());
  await description(second).fill(other);
  await expect(draftStatus(second, 'Not saved, retrying')).toBeVisible();
  await description(first).fill(one);
  await expect(draftStatus(first, 'Saved')).toBeVisible();
  await second.unroute(/workflow\.(saveDraft|get)/);
}

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

function alsoHere(page: Page, name: string) {
  return page.getByRole('list', { name: 'Also here' }).getByRole('button', { name, exact: true });
}

function description(page: Page) {
  return page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Description');
}

function draftStatus(page: Page, words: string) {
  return page.getByRole('status', { name: `Draft: ${words}`, exact: true });
}

function sheetOf(page: Page) {
  return page.getByRole('dialog', { name: 'Two changes to the same thing' });
}

function nameOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function savedDescription(api: APIRequestContext, name: string): Promise<string> {
  return (await (await api.get(`/api/v1/workflows/${name}`)).json()).metadata.description;
}
