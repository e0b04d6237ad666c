import { expect, test } from '@playwright/test';
import { type FakeOpenAi, startFakeOpenAi } from '#server/testing/fake-openai.ts';
import { newSignedInPage } from './fixtures/people.ts';
import { type Product, startProduct } from './fixtures/product.ts';
import { choose, details, node, openTemplate, runFromEditor, runStatus } from './fixtures/screens.ts';
import { attachTerminal, OWNER } from './fixtures/test.ts';

// Its own product: it may reach the local model server, and its default model changes.
const KEY = 'sk-local-canary-42';
let product: Product;
let fake: FakeOpenAi;
test.beforeAll(async () => {
  fake = await startFakeOpenAi({
    apiKey: KEY,
    models: ['tiny', 'small'],
    // Whatever form is asked for, this fits it.
    reply: ({ body }) => ({ kind: 'text', text: body.response_format ? answerTo(body.response_format) : 'Fine.' }),
  });
  product = await startProduct({
    env: {
      FERMATA_OWNER_EMAIL: OWNER.email,
      FERMATA_OWNER_PASSWORD: OWNER.password,
      FERMATA_EGRESS_ALLOW: '127.0.0.1',
    },
  });
});
test.afterEach(({}, testInfo) => attachTerminal(testInfo, product));
test.afterAll(async () => {
  await product.dispose();
  await fake.close();
});

interface Shape {
  type?: string;
  enum?: unknown[];
  items?: Shape;
  properties?: Record<string, Shape>;
}

function answerTo(format: { json_schema?: { schema: unknown } }): string {
  return JSON.stringify(exampleOf((format.json_schema?.schema ?? {}) as Shape));
}

function exampleOf(shape: Shape): unknown {
  if (shape.enum) return shape.enum[0];
  if (shape.type === 'array') return [exampleOf(shape.items ?? {})];
  if (shape.type === 'number' || shape.type === 'integer') return 1;
  if (shape.type === 'boolean') return true;
  if (!shape.properties) return 'Fine.';
  return Object.fromEntries(Object.entries(shape.properties).map(([name, each]) => [name, exampleOf(each)]));
}

test('a server of one’s own: added, tested, made the default, run for real, priced', async ({ browser }) => {
  const page = await newSignedInPage(browser, product);
  await page.goto('/settings/models');
  await expect(page.getByRole('heading', { name: 'No provider yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Add provider' }).click();
  const form = page.getByRole('dialog', { name: 'Add a provider' });
  await form.getByLabel('Name').fill('local');

  await form.getByLabel('Base URL').fill('http://10.1.2.3/v1');
  await form.getByRole('button', { name: 'Test connection' }).click();
  await expect(form.getByText('FERMATA_EGRESS_ALLOW=10.1.2.3')).toBeVisible();

  await form.getByLabel('Base URL').fill(fake.baseUrl);
  await form.getByLabel('Key').fill('sk-wrong');
  await form.getByRole('button', { name: 'Test connection' }).click();
  await expect(form.getByText('The key for local was refused')).toBeVisible();
  await form.getByLabel('Key').fill(KEY);
  await form.getByRole('button', { name: 'Test connection' }).click();
  await expect(form.getByText(/^Works: 2 models, \d+ ms$/)).toBeVisible();
  await form.getByRole('button', { name: 'Add provider' }).click();

  const providers = page.getByRole('list', { name: 'Providers' });
  await expect(providers.getByText('Set up')).toBeVisible();
  await page.getByRole('button', { name: 'Test connection of local' }).click();
  await expect(providers.getByText(/^Works: 2 models/)).toBeVisible();
  await choose(page, 'Default model', 'local/small');
  await expect(page.getByRole('combobox', { name: 'Default model' })).toHaveText('local/small');

  await openTemplate(page, 'Contract review');
  await runFromEditor(page);
  await expect(node(page, 'Approval: Approve the answer, waiting')).toBeVisible();
  await expect(page.getByText('Simulated', { exact: true })).toHaveCount(0);
  await details(page).getByRole('button', { name: 'Approve' }).click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  expect(fake.requests.some(({ body }) => body.model === 'small')).toBe(true);
  await expect(page.getByText(/ tokens · –/)).toBeVisible();

  await page.goto('/settings/models');
  await page.getByRole('button', { name: 'Set the price of local/small' }).click();
  await page.getByLabel('Input price of local/small').fill('1000');
  await page.getByLabel('Output price of local/small').fill('2000');
  await page.getByRole('button', { name: 'Save price' }).click();
  await expect(page.getByRole('row', { name: /local\/small/ }).getByText('$1,000')).toBeVisible();
  expect(await page.content()).not.toContain(KEY);
  await page.context().close();
});
