import { expect, test } from './fixtures/test.ts';
import { join, newSignedInPage } from './fixtures/people.ts';
import { choose, node, runFromEditor, runStatus } from './fixtures/screens.ts';
import { publish } from './fixtures/workflows.ts';

const VALUE = 'sk-live-2f9Qz7"wXkT';

const workflow = (service: string) => `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: pay_out, title: Pay out }
spec:
  nodes:
    - { id: start, type: start, title: Start, position: { x: 0, y: 0 } }
    - { id: pay, type: http, title: Pay, position: { x: 320, y: 0 }, config: { method: GET, url: "${service}/pay" } }
    - { id: done, type: end, title: Done, position: { x: 640, y: 0 }, config: { value: "{{ nodes.pay.output.body }}" } }
  edges:
    - { from: start, to: pay }
    - { from: pay, to: done }
`;

test('a secret is kept, chosen in an HTTP node and sent to its host, and shown nowhere', async ({
  ownerPage: page,
  api,
  service,
}) => {
  // It gives the key back, as careless services do.
  service.answer = ({ headers }) => ({ body: { paid: true, key: headers.authorization } });
  const answers: string[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'fetch') return;
    void response.text().then(
      (text) => answers.push(text),
      () => undefined,
    );
  });
  await page.goto('/settings/secrets');
  await page.getByRole('button', { name: 'Add secret' }).click();
  await page.getByLabel('Name', { exact: true }).fill('pay_api');
  await page.getByLabel('Value', { exact: true }).fill('short');
  await page.getByLabel('Allowed hosts').fill('https://pay.example.com/');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add secret' }).click();
  await expect(dialog.getByText('A secret has at least 6 characters')).toBeVisible();
  await expect(dialog.getByText('is not a host')).toBeVisible();
  await page.getByLabel('Value', { exact: true }).fill(VALUE);
  await page.getByLabel('Allowed hosts').fill('pay.example.com');
  await dialog.getByRole('button', { name: 'Add secret' }).click();
  await expect(page.getByText('never used')).toBeVisible();
  await expect(dialog).toHaveCount(0);

  await publish(api, workflow(service.url));
  await page.goto('/workflows/pay_out');
  await node(page, 'HTTP: Pay').click();
  await choose(page, 'Secret', 'pay_api pay.example.com');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  // Not to this host, so far.
  await runFromEditor(page);
  await expect(runStatus(page, 'Failed')).toBeVisible();
  await expect(page.getByText('The secret "pay_api" may not be sent to 127.0.0.1').first()).toBeVisible();
  expect(service.asked).toEqual([]);

  await page.goto('/settings/secrets');
  await page.getByRole('button', { name: 'Edit hosts and description of pay_api' }).click();
  await page.getByLabel('Allowed hosts').fill('pay.example.com\n127.0.0.1');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('127.0.0.1', { exact: true })).toBeVisible();
  await page.goto('/workflows/pay_out');
  const id = await runFromEditor(page);
  await expect(runStatus(page, 'Done')).toBeVisible();
  expect(service.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${VALUE}`]);
  await expect(page.getByText('[secret pay_api]').first()).toBeVisible();
  const events = await (await api.get(`/api/v1/runs/${id}/events`)).text();
  expect(events).toContain('Bearer [secret pay_api]');
  for (const text of [await page.content(), events, ...answers]) expect(text).not.toContain('2f9Qz7');

  // What deleting it would break is said before.
  await page.goto('/settings/secrets');
  await expect(page.getByText(/last used/)).toBeVisible();
  await page.getByRole('button', { name: 'Delete pay_api' }).click();
  await expect(page.getByRole('dialog').getByRole('link', { name: 'Pay out' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete secret' }).click();
  await expect(page.getByText('No secrets yet')).toBeVisible();
});

test('an editor sees names and hosts and changes nothing; a viewer does not see the page', async ({
  browser,
  product,
  ownerPage: owner,
}) => {
  for (const role of ['editor', 'viewer'] as const) {
    const person = {
      name: `Secret ${role}`,
      email: `secret.${role}@example.org`,
      password: 'a sentence of one person',
    };
    await join(owner, product, person, { role });
    const page = await newSignedInPage(browser, product, person);
    await page.goto('/settings/secrets');
    await expect(page.getByRole('button', { name: `Account of ${person.name}` })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Secrets' })).toHaveCount(role === 'editor' ? 1 : 0);
    await expect(page.getByText('An admin can add one.')).toHaveCount(role === 'editor' ? 1 : 0);
    await expect(page.getByRole('button', { name: 'Add secret' })).toHaveCount(0);
    await page.context().close();
  }
});
