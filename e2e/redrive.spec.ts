import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { details, node, runStatus } from './fixtures/screens.ts';
import { expect, test } from './fixtures/test.ts';
import { publish } from './fixtures/workflows.ts';

let service: Server;
let port = 0;
let isUp = false;
const seen: { path: string; key: string | undefined }[] = [];

test.beforeAll(async () => {
  service = createServer((request, response) => {
    const key = request.headers['idempotency-key'];
    seen.push({ path: request.url ?? '', key: typeof key === 'string' ? key : undefined });
    const status = request.url === '/send' && !isUp ? 422 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => service.once('listening', resolve));
  port = (service.address() as AddressInfo).port;
});
test.afterAll(() => {
  service.closeAllConnections();
  service.close();
});

const workflow = () => `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: send_letter, title: Send letter }
spec:
  nodes:
    - { id: start, type: start, title: Start, position: { x: 0, y: 0 } }
    - { id: draft, type: http, title: Draft, position: { x: 320, y: 0 }, config: { method: POST, url: "http://127.0.0.1:${port}/draft", idempotencyKey: true } }
    - { id: send, type: http, title: Send, position: { x: 640, y: 0 }, config: { method: POST, url: "http://127.0.0.1:${port}/send", idempotencyKey: true } }
    - { id: done, type: end, title: Sent, position: { x: 960, y: 0 }, config: { value: "{{ nodes.send.output.status }}" } }
  edges:
    - { from: start, to: draft }
    - { from: draft, to: send }
    - { from: send, to: done }
`;

test('a failed run goes on from where it stopped, does nothing twice, and leaves the dead letters', async ({
  api,
  ownerPage: page,
}) => {
  await publish(api, workflow());
  const started = await api.post('/api/v1/workflows/send_letter/runs?wait=20', { data: { simulated: false } });
  const { id } = await started.json();
  await page.goto('/runs?view=dead-letters');
  const letter = page.getByRole('listitem').filter({ hasText: id.slice(-4) });
  await expect(letter).toContainText('422');
  isUp = true;
  await letter.getByRole('link').click();
  await expect(runStatus(page, 'Failed')).toBeVisible();
  await expect(details(page).getByRole('heading', { name: 'Send' })).toBeVisible();
  await details(page).getByRole('button', { name: 'Run again from here' }).click();

  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(page.getByText('goes on from')).toBeVisible();
  await expect(node(page, 'HTTP: Draft, succeeded')).toContainText('Carried over');
  expect(seen.filter(({ path }) => path === '/draft')).toHaveLength(1);
  const sends = seen.filter(({ path }) => path === '/send').map(({ key }) => key);
  expect(sends).toHaveLength(2);
  expect(sends[0]).toBe(`${id}:send`);
  expect(sends[1]).toBe(sends[0]);

  await page.goto('/runs?view=dead-letters');
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: id.slice(-4) })).toHaveCount(0);
});

test('a workflow is duplicated, archived and deleted from the list', async ({ api, ownerPage: page }) => {
  const name = await publish(api, workflow().replace('send_letter', 'old_letter').replace('Send letter', 'Old letter'));
  await page.goto('/workflows');
  await page.getByRole('button', { name: 'More about Old letter' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate…' }).click();
  await expect(page.getByLabel('Name of the copy')).toHaveValue('old_letter_copy');
  await page.getByRole('button', { name: 'Duplicate', exact: true }).click();
  await expect(page).toHaveURL(/\/workflows\/old_letter_copy$/);

  await page.goto('/workflows');
  await page.getByRole('button', { name: 'More about Old letter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(page.getByRole('link', { name: 'Old letter', exact: true })).toHaveCount(0);
  const refused = await api.post(`/api/v1/workflows/${name}/runs`, { data: {} });
  expect(refused.status()).toBe(409);
  expect((await refused.json()).error.message).toContain('is archived');

  await page.getByRole('link', { name: 'Archived workflows' }).click();
  await page.getByRole('button', { name: 'More about Old letter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const remove = page.getByRole('button', { name: 'Delete workflow' });
  await expect(remove).toBeDisabled();
  await page.getByLabel('Type old_letter to confirm').fill('old_letter');
  await remove.click();
  await expect(page.getByText('No archived workflow')).toBeVisible();
  expect((await api.get(`/api/v1/workflows/${name}`)).status()).toBe(404);
});
