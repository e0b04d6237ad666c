import { expect, type Page, test } from '@playwright/test';
import { expectNoViolation, look, type Screen, show } from './fixtures/axe.ts';
import { mutate } from './fixtures/people.ts';
import { type Product, startProduct } from './fixtures/product.ts';
import { node, runStatus } from './fixtures/screens.ts';
import { type Service, startService } from './fixtures/service.ts';
import { OWNER, signIn } from './fixtures/test.ts';
import { arrangeTroubles } from './fixtures/troubles.ts';

// Its own product: the setup page and the empty states are looked at too. The tests follow one another.
test.describe.configure({ mode: 'serial', timeout: 180_000 });
test.use({ reducedMotion: 'reduce' });

const PHONE = { width: 390, height: 844 };

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

const SETTINGS: Screen[] = [
  { path: '/settings/general', ready: (page) => page.getByLabel('Days to keep finished runs') },
  { path: '/settings/api-keys', ready: (page) => page.getByText('Nightly report') },
  { path: '/settings/secrets', ready: (page) => page.getByText('pay_api', { exact: true }) },
];

let product: Product;
let service: Service;
let run: string;
let approval: string;
/** Of which nobody knows what it did. */
let lost: string;
test.beforeAll(async () => {
  service = await startService();
  product = await startProduct({ env: { FERMATA_EGRESS_ALLOW: '127.0.0.1' } });
});
test.afterAll(async () => {
  await product.dispose();
  service.close();
});

test('setup, sign-in, invite and the empty pages have no violation in light and dark', async ({ page }) => {
  await look(page, product, [{ path: '/setup', ready: heading('Welcome to Fermata') }]);
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
  await look(page, product, [
    { path: '/workflows', ready: heading('No workflow yet') },
    { path: '/runs', ready: heading('Nothing has run yet') },
    { path: '/approvals', ready: heading('Nothing waits for you') },
    { path: '/nowhere', ready: heading('There is no such page') },
  ]);
  await page.context().clearCookies();
  const invite = new URL(url).pathname;
  await look(page, product, [
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
  await look(page, product, [
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
  await look(page, product, [
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
  await arrangeSettings(page);
  lost = await arrangeTroubles(page, product, service);
  await page.setViewportSize(PHONE);
  const screens: Screen[] = [
    { path: '/workflows', ready: heading('Templates') },
    { path: EDITOR.path, ready: (it) => it.getByRole('treeitem', { name: /^Agent: Assess risk/ }) },
    { path: `${EDITOR.path}/versions`, ready: (it) => it.getByText('For the lawyers') },
    { path: '/runs', ready: (it) => it.getByRole('link', { name: /^Contract review/ }) },
    { path: `/runs/${run}`, ready: (it) => it.getByRole('article', { name: 'Approve the answer' }) },
    { path: '/approvals', ready: (it) => it.getByRole('link', { name: /^Approve the answer/ }) },
    { path: `/approvals/${approval}`, ready: heading('Approve the answer') },
    { path: '/settings/members', ready: heading('Members') },
    { path: '/settings/models', ready: heading('No provider yet') },
    { path: '/settings/account', ready: (it) => it.getByLabel('Current password') },
    ...troubles(),
    ...SETTINGS,
    AUDIT,
  ];
  for (const screen of screens) {
    await show(page, product, screen);
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
  await look(page, product, [
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

test('settings, what went wrong, and the dialogs of lists have no violation in light and dark', async ({ page }) => {
  await signIn(page, product, OWNER);
  const press = (name: string | RegExp) => (it: Page) => it.getByRole('button', { name }).first().click();
  const dialog = (name: string) => (it: Page) => it.getByRole('dialog', { name });
  await look(page, product, [
    ...troubles(),
    ...SETTINGS,
    { path: '/settings/models', ready: dialog('Add a provider'), open: press('Add provider') },
    { path: '/settings/api-keys', ready: dialog('New API key'), open: press('New API key') },
    { path: '/settings/secrets', ready: dialog('Add a secret'), open: press('Add secret') },
    {
      path: '/settings/general',
      ready: dialog('Keep runs for 5 days only?'),
      open: async (it) => {
        await it.getByLabel('Queue length').fill('none');
        await press('Save bounds')(it);
        await expect(it.getByText('Enter a whole number')).toBeVisible();
        await it.getByLabel('Days to keep finished runs').fill('5');
        await press('Save retention')(it);
      },
    },
    {
      path: '/runs',
      ready: dialog('Delete 2 runs?'),
      open: async (it) => {
        await it.getByRole('checkbox', { name: 'Select all' }).click();
        await press('Delete…')(it);
      },
    },
    {
      path: '/workflows',
      ready: (it) => it.getByText('Line 1, column 7'),
      open: async (it) => {
        const chooser = it.waitForEvent('filechooser');
        await press('Import')(it);
        const file = { name: 'broken.yaml', mimeType: 'application/yaml', buffer: Buffer.from('kind: Letter') };
        await (await chooser).setFiles([file]);
      },
    },
    {
      path: '/workflows',
      ready: dialog('Duplicate Contract review'),
      open: async (it) => {
        await press('More about Contract review')(it);
        await it.getByRole('menuitem', { name: 'Duplicate…' }).click();
      },
    },
  ]);
});

/** The dead letters, and what is asked of one. */
function troubles(): Screen[] {
  return [
    { path: '/runs?view=dead-letters', ready: (page) => page.getByText('Did it happen?') },
    {
      path: `/runs/${lost}`,
      ready: (page) => page.getByLabel('How do you know?'),
      open: (page) => page.getByRole('button', { name: 'It happened', exact: true }).click(),
    },
  ];
}

async function arrangeSettings(page: Page): Promise<void> {
  const { password } = OWNER;
  await mutate(page, product, 'key.create', {
    name: 'Nightly report',
    scopes: ['run:view'],
    expiresInDays: 90,
    password,
  });
  await mutate(page, product, 'secret.create', { name: 'pay_api', value: 'sk-live-1234', hosts: ['pay.example.org'] });
}

async function startRun(page: Page): Promise<string> {
  const { id } = await mutate<{ id: string }>(page, product, 'run.start', {
    workflow: EDITOR.path.split('/').at(-1),
    input: { counterparty: 'Northwind Ltd', contract: 'A short contract.' },
    source: 'published',
  });
  return id;
}
