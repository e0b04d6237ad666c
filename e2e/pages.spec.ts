import { readdirSync } from 'node:fs';
import { dirname, join as joinPath } from 'node:path';
import type { APIResponse, Page } from '@playwright/test';
import { expect, OWNER, test } from './fixtures/test.ts';
import { join, mutate, newBrowserPage, newSignedInPage } from './fixtures/people.ts';
import { GREETING, publish, startRun, TWO_READERS } from './fixtures/workflows.ts';

const APP_DIR = joinPath(import.meta.dirname, '..', 'app');

type Who = 'anonymous' | 'viewer' | 'editor' | 'admin';
type Status = 200 | 307 | 403 | 404;

/** Every page there is, as the pattern of its address: `/runs/[id]`. */
const PAGES = readdirSync(APP_DIR, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('page.tsx') && !file.endsWith('-page.tsx'))
  .map((file) => `/${dirname(file)}`.replace(/\/\([^)]+\)/g, '').replace(/^\/\.$/, '/') || '/')
  .sort();

/** Pages that not everybody who is signed in may open: who is refused. */
const REFUSED: Record<string, Who[]> = {
  '/settings/audit': ['viewer', 'editor'],
  '/settings/general': ['viewer', 'editor'],
  '/settings/secrets': ['viewer'],
};

/** Pages for visitors, and those that only lead on. */
const OTHERS: Record<string, { anonymous: Status; signedIn: Status }> = {
  '/': { anonymous: 307, signedIn: 307 },
  '/setup': { anonymous: 307, signedIn: 307 },
  '/sign-in': { anonymous: 200, signedIn: 307 },
  '/settings': { anonymous: 307, signedIn: 307 },
  '/invite/[token]': { anonymous: 200, signedIn: 200 },
};

function expected(pattern: string, who: Who): Status {
  const other = OTHERS[pattern];
  if (other) return who === 'anonymous' ? other.anonymous : other.signedIn;
  if (who === 'anonymous') return 307;
  return REFUSED[pattern]?.includes(who) ? 403 : 200;
}

test('S-39: every page answers everybody with the right status, and what is not there with 404', async ({
  api,
  browser,
  ownerPage,
  product,
}) => {
  expect(PAGES).toEqual(expect.arrayContaining([...Object.keys(REFUSED), ...Object.keys(OTHERS)]));
  const workflow = await publish(api, TWO_READERS);
  const run = await startRun(api, workflow);
  await expect.poll(async () => (await pendingOf(run)).length).toBe(1);
  const invite = await mutate<{ url: string }>(ownerPage, product, 'member.invite', {
    email: 'never.joins@example.org',
    role: 'viewer',
    approver: false,
  });
  const real: Record<string, string> = {
    '/workflows/[name]': workflow,
    '/runs/[id]': run,
    '/approvals/[id]': (await pendingOf(run))[0]!.id,
    '/invite/[token]': new URL(invite.url).pathname.slice('/invite/'.length),
  };
  const pages: Record<Who, Page> = {
    anonymous: await newBrowserPage(browser, product),
    viewer: await signedIn('viewer'),
    editor: await signedIn('editor'),
    admin: await signedIn('admin'),
  };

  for (const who of Object.keys(pages) as Who[]) {
    const get = (path: string): Promise<APIResponse> => pages[who].request.get(path, { maxRedirects: 0 });
    for (const pattern of PAGES) {
      const base = Object.keys(real).find((known) => pattern.startsWith(known));
      const path = base ? pattern.replace(/\[\w+\]/, real[base]!) : pattern;
      expect([who, pattern, (await get(path)).status()]).toEqual([who, pattern, expected(pattern, who)]);
      if (!pattern.includes('[')) continue;
      for (const unknown of ['nobody', '00000000-0000-7000-8000-000000000000', '%00', '..%2f..%2fetc']) {
        const status = (await get(pattern.replace(/\[\w+\]/, unknown))).status();
        const isOpen = pattern.startsWith('/invite/');
        expect([who, pattern, unknown, status]).toEqual([
          who,
          pattern,
          unknown,
          who === 'anonymous' && !isOpen ? 307 : 404,
        ]);
      }
    }
    expect([who, (await get('/nowhere')).status()]).toEqual([who, 404]);
  }

  // Headers that made other servers skip their checks do not show a visitor what is behind them.
  const tricks: Record<string, string>[] = [
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
    { rsc: '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
  ];
  for (const headers of tricks) {
    const answer = await pages.anonymous.request.get(`/workflows/${workflow}`, { maxRedirects: 0, headers });
    expect(answer.status()).toBe(307);
    expect(await answer.text()).not.toContain('Two readers');
  }
  for (const page of Object.values(pages)) await page.context().close();

  async function pendingOf(id: string): Promise<{ id: string }[]> {
    return (await (await api.get(`/api/v1/approvals?status=pending&run=${id}`)).json()).items;
  }

  async function signedIn(role: 'viewer' | 'editor' | 'admin'): Promise<Page> {
    const person = { name: `Page ${role}`, email: `page.${role}@example.org`, password: OWNER.password };
    await join(ownerPage, product, person, { role });
    return newSignedInPage(browser, product, person);
  }
});

test('S-38: nothing fetches or makes pictures for a visitor, and no page takes a Server Action', async ({
  request,
}) => {
  for (const url of ['/icon.svg', 'https://example.org/x.png', 'http://127.0.0.1:1/']) {
    const answer = await request.get(`/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`, { maxRedirects: 0 });
    expect([url, answer.status()]).toEqual([url, 404]);
  }
  // What the published attacks on Server Actions send.
  for (const action of ['x', '4'.repeat(42)]) {
    const answer = await request.post('/sign-in', {
      headers: { 'next-action': action, accept: 'text/x-component', origin: 'https://evil.example' },
      multipart: { 0: '["$1:a:a"]', 1: '{"then":"$1:__proto__:then","status":"resolved_model"}' },
      maxRedirects: 0,
    });
    expect(answer.status()).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toMatch(/at .+\.(js|ts):\d+/);
  }
});

test('a page that has nothing to show says so and leads on', async ({ api, browser, ownerPage, product }) => {
  const vito = { name: 'Vito Views', email: 'vito.views@example.org', password: OWNER.password };
  await join(ownerPage, product, vito, { role: 'viewer' });
  const page = await newSignedInPage(browser, product, vito);
  const name = await publish(api, GREETING);
  for (const [path, what, list] of [
    [`/workflows/${name}x`, 'workflow', 'Workflows'],
    [`/workflows/${name}x/versions`, 'workflow', 'Workflows'],
    ['/runs/nobody', 'run', 'Runs'],
    ['/approvals/nobody', 'approval', 'Approvals'],
    ['/nowhere', 'page', 'Workflows'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: `There is no such ${what}` })).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: list }).first().click();
    await expect(page).toHaveURL(`${product.url}/${list.toLowerCase()}`);
  }
  await page.goto('/settings/audit');
  await expect(page.getByRole('heading', { level: 1, name: 'You may not open this page' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Workflows' }).click();
  await expect(page).toHaveURL(/\/workflows$/);

  // What somebody may not open is not offered to them, on a wide screen and on a phone.
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/settings/members');
    await expect(page.getByRole('navigation', { name: 'Settings' }).getByRole('link')).toHaveText([
      'Account',
      'Members',
      'Models',
      'API keys',
    ]);
  }
  await page.context().close();
});
