import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { mutate } from './fixtures/people.ts';
import { type Product, startProduct } from './fixtures/product.ts';
import { node, runStatus } from './fixtures/screens.ts';
import { OWNER, signIn } from './fixtures/test.ts';

// Its own product: the setup page and the empty states are looked at too. The tests follow one another.
test.describe.configure({ mode: 'serial', timeout: 180_000 });
test.use({ reducedMotion: 'reduce' });

const THEMES = ['light', 'dark'] as const;
const PHONE = { width: 390, height: 844 };

interface Screen {
  path: string;
  /** What is there once the page has its content. */
  ready(page: Page): Locator;
  /** Brings up what is looked at. */
  open?(page: Page): Promise<void>;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first();

/** With the details of an entry open. */
const AUDIT: Screen = {
  path: '/settings/audit',
  ready: (page) => page.getByText('By way of'),
  open: (page) =>
    page
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .click(),
};

let product: Product;
let run: string;
let approval: string;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.dispose());

test('setup, sign-in, invite and the empty pages have no violation in light and dark', async ({ page }) => {
  await look(page, [{ path: '/setup', ready: heading('Welcome to Fermata') }]);
  const setup = await page.request.post(`${product.url}/api/setup`, {
    data: OWNER,
    headers: { origin: product.url },
  });
  expect(setup.status(), await setup.text()).toBe(201);
  const { url } = await mutate<{ url: string }>(page, product, 'member.invite', {
    email: 'ina@example.org',
    role: 'editor',
    approver: true,
  });
  await look(page, [
    { path: '/workflows', ready: heading('No workflow yet') },
    { path: '/runs', ready: heading('Nothing has run yet') },
    { path: '/approvals', ready: heading('Nothing waits for you') },
    { path: '/nowhere', ready: heading('There is no such page') },
  ]);
  await page.context().clearCookies();
  const invite = new URL(url).pathname;
  await look(page, [
    { path: '/sign-in', ready: heading('Sign in to Fermata') },
    {
      path: '/sign-in',
      ready: (it) => it.getByText('The e-mail address or the password is wrong.'),
      open: async (it) => {
        await it.getByLabel('E-mail').fill('nobody@example.org');
        await it.getByLabel('Password').fill('a wrong password');
        await it.getByRole('button', { name: 'Sign in' }).click();
      },
    },
    { path: invite, ready: heading(/^Join /) },
    { path: '/invite/not-a-token', ready: heading('This invite cannot be used') },
  ]);
});

const EDITOR: Screen = { path: '/workflows/contract_review', ready: heading('Contract review') };

test('the editor, its dialogs and the versions have no violation in light and dark', async ({ page }) => {
  await signIn(page, product, OWNER);
  const { name } = await mutate<{ name: string }>(page, product, 'workflow.createFromTemplate', {
    template: 'contract_review',
  });
  await mutate(page, product, 'workflow.publish', { name, revision: 1, note: 'For the lawyers' });
  const path = `/workflows/${name}`;
  EDITOR.path = path;
  await look(page, [
    {
      path,
      ready: (it) => it.getByRole('textbox', { name: 'Prompt' }),
      open: (it) => node(it, 'Agent: Assess risk').click(),
    },
    {
      path,
      ready: (it) => it.getByRole('textbox', { name: 'Question' }),
      open: async (it) => {
        await it.getByRole('button', { name: 'Show all' }).click();
        await node(it, 'Approval: Approve the answer').click();
      },
    },
    {
      path,
      ready: (it) => it.getByRole('dialog', { name: 'Run this draft' }),
      open: (it) => it.getByRole('button', { name: /^Run\b/ }).click(),
    },
    {
      path,
      ready: (it) => it.getByRole('dialog', { name: 'Publish' }),
      open: (it) => it.getByRole('button', { name: 'Publish' }).click(),
    },
    {
      path,
      ready: (it) => it.getByRole('dialog').last(),
      open: (it) => it.getByRole('button', { name: 'Keyboard shortcuts' }).click(),
    },
    {
      path,
      ready: (it) => it.getByRole('button', { name: /^Error: .*no prompt/ }),
      open: async (it) => {
        await node(it, 'Agent: Assess risk').click();
        await it.getByRole('textbox', { name: 'Prompt' }).fill('');
        await it.getByRole('button', { name: /^1 error/ }).click();
      },
    },
    { path: `${path}/versions`, ready: (it) => it.getByText('For the lawyers') },
  ]);
});

test('runs, approvals, lists and settings have no violation in light and dark', async ({ page }) => {
  await signIn(page, product, OWNER);
  run = await startRun(page);
  await page.goto(`${product.url}/runs/${run}`);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  await page.goto(`${product.url}/approvals`);
  const link = page.getByRole('link', { name: /^Approve the answer/ });
  approval = new URL((await link.getAttribute('href')) ?? '', product.url).pathname.split('/').at(-1) ?? '';
  await look(page, [
    { path: `/runs/${run}`, ready: (it) => it.getByRole('article', { name: 'Approve the answer' }) },
    { path: '/approvals', ready: (it) => it.getByRole('link', { name: /^Approve the answer/ }) },
    {
      path: `/approvals/${approval}`,
      ready: (it) => it.getByLabel('Cover note'),
      open: (it) => it.getByRole('button', { name: 'Edit Cover note' }).click(),
    },
  ]);
});

test('on a phone the main pages fit the width and have no violation', async ({ page }) => {
  await signIn(page, product, OWNER);
  await page.setViewportSize(PHONE);
  const screens: Screen[] = [
    { path: '/workflows', ready: heading('Templates') },
    { path: EDITOR.path, ready: (it) => it.getByRole('list', { name: 'Nodes in order' }) },
    { path: `${EDITOR.path}/versions`, ready: (it) => it.getByText('For the lawyers') },
    { path: '/runs', ready: (it) => it.getByRole('link', { name: /^Contract review/ }) },
    { path: `/runs/${run}`, ready: (it) => it.getByRole('article', { name: 'Approve the answer' }) },
    { path: '/approvals', ready: (it) => it.getByRole('link', { name: /^Approve the answer/ }) },
    { path: `/approvals/${approval}`, ready: heading('Approve the answer') },
    { path: '/settings/members', ready: heading('Members') },
    { path: '/settings/models', ready: heading('No provider yet') },
    { path: '/settings/account', ready: (it) => it.getByLabel('Current password') },
    AUDIT,
  ];
  for (const screen of screens) {
    await show(page, screen);
    const widths = await page.evaluate(() =>
      [document.documentElement, document.querySelector('main')].map((element) => element?.scrollWidth ?? 0),
    );
    expect.soft(Math.max(...widths), `${screen.path} is wider than a phone`).toBeLessThanOrEqual(PHONE.width);
    await expectNoViolation(page, screen.path, ['light']);
  }
});

test('a finished run and what follows from it have no violation in light and dark', async ({ page }) => {
  await signIn(page, product, OWNER);
  await page.goto(`${product.url}/approvals/${approval}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Approved by' })).toBeVisible();
  await look(page, [
    { path: `/runs/${run}?node=answer`, ready: (it) => runStatus(it, 'Done') },
    { path: `/approvals/${approval}`, ready: (it) => it.getByText(/Approved by/).first() },
    { path: '/approvals?view=decided', ready: (it) => it.getByRole('link', { name: /^Approve the answer/ }) },
    { path: '/runs', ready: (it) => it.getByRole('row').nth(1) },
    { path: '/workflows', ready: (it) => it.getByRole('link', { name: 'Contract review' }) },
    { path: '/settings/account', ready: (it) => it.getByLabel('Current password') },
    { path: '/settings/members', ready: (it) => it.getByText('ina@example.org') },
    AUDIT,
    {
      path: '/settings/members',
      ready: (it) => it.getByRole('dialog', { name: 'Invite a member' }),
      open: (it) => it.getByRole('button', { name: 'Invite member' }).click(),
    },
  ]);
});

async function startRun(page: Page): Promise<string> {
  const { id } = await mutate<{ id: string }>(page, product, 'run.start', {
    workflow: EDITOR.path.split('/').at(-1),
    input: { counterparty: 'Northwind Ltd', contract: 'A short contract.' },
    source: 'published',
  });
  return id;
}

async function look(page: Page, screens: readonly Screen[]): Promise<void> {
  for (const screen of screens) {
    await show(page, screen);
    await expectNoViolation(page, screen.path, THEMES);
  }
}

async function show(page: Page, { path, ready, open }: Screen): Promise<void> {
  await page.goto(product.url + path);
  await open?.(page);
  await expect(ready(page)).toBeVisible();
}

async function expectNoViolation(page: Page, name: string, themes: readonly ('light' | 'dark')[]): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    // Colours are judged where they come to rest.
    await page.evaluate(() =>
      Promise.all(
        document
          .getAnimations()
          .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
          .map((animation) => animation.finished.catch(() => undefined)),
      ),
    );
    const { violations, passes } = await new AxeBuilder({ page }).analyze();
    expect(passes.length, `${name} was looked at`).toBeGreaterThan(10);
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map((it) => `${id}: ${it.target.join(' ')}\n${it.html.slice(0, 200)}\n${it.failureSummary ?? ''}`),
    );
    expect.soft(found, `${name} in ${theme}`).toEqual([]);
  }
}
