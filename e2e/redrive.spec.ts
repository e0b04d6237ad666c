import { details, node, runStatus } from './fixtures/screens.ts';
import { expect, test } from './fixtures/test.ts';
import { killProgram } from './fixtures/processes.ts';
import { publish } from './fixtures/workflows.ts';

const workflow = (service: string) => `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: send_letter, title: Send letter }
spec:
  nodes:
    - { id: start, type: start, title: Start, position: { x: 0, y: 0 } }
    - { id: draft, type: http, title: Draft, position: { x: 320, y: 0 }, config: { method: POST, url: "${service}/draft", idempotencyKey: true } }
    - { id: send, type: http, title: Send, position: { x: 640, y: 0 }, config: { method: POST, url: "${service}/send", idempotencyKey: true } }
    - { id: done, type: end, title: Sent, position: { x: 960, y: 0 }, config: { value: "{{ nodes.send.output.status }}" } }
  edges:
    - { from: start, to: draft }
    - { from: draft, to: send }
    - { from: send, to: done }
`;

test('a failed run goes on from where it stopped, does nothing twice, and leaves the dead letters', async ({
  api,
  ownerPage: page,
  service,
}) => {
  let isUp = false;
  service.answer = ({ path }) => ({ status: path === '/send' && !isUp ? 422 : 200 });
  await publish(api, workflow(service.url));
  const started = await api.post('/api/v1/workflows/send_letter/runs?wait=20s', { data: { simulated: false } });
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
  expect(service.askedAt('/draft')).toHaveLength(1);
  const sends = service.askedAt('/send').map(({ headers }) => headers['idempotency-key']);
  expect(sends).toHaveLength(2);
  expect(sends[0]).toBe(`${id}:send`);
  expect(sends[1]).toBe(sends[0]);

  const listed = page.waitForResponse(/run\.deadLetters\b/);
  await page.goto('/runs?view=dead-letters');
  await listed;
  await expect(page.getByRole('listitem').filter({ hasText: id.slice(-4) })).toHaveCount(0);

  // Both runs are put away together, and then deleted together.
  await page.goto('/runs?workflow=send_letter');
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(page.getByText('No run fits these filters')).toBeVisible();
  await page.goto('/runs?view=archived&workflow=send_letter');
  await expect(page.getByRole('row', { name: /^Select Send letter/ })).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete 2 runs' }).click();
  await expect(page.getByText('No run fits these filters')).toBeVisible();
  expect((await api.get(`/api/v1/runs/${id}`)).status()).toBe(404);
});

const payment = (service: string) => `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: pay_once, title: Pay once }
spec:
  nodes:
    - { id: start, type: start, title: Start, position: { x: 0, y: 0 } }
    - { id: pay, type: http, title: Pay, position: { x: 320, y: 0 }, config: { method: POST, url: "${service}/pay" } }
    - { id: done, type: end, title: Paid, position: { x: 640, y: 0 }, config: { value: "{{ nodes.pay.output.status }}" } }
  edges:
    - { from: start, to: pay }
    - { from: pay, to: done }
`;

test('nobody knows whether a payment was made: it is not made again, and a person says what happened', async ({
  api,
  ownerPage: page,
  product,
  service,
}) => {
  service.answer = () => new Promise(() => undefined);
  const name = await publish(api, payment(service.url));
  const start = async (): Promise<string> =>
    (await (await api.post(`/api/v1/workflows/${name}/runs`, { data: { simulated: false } })).json()).id;
  const id = await start();
  await page.goto(`/runs/${id}`);
  await expect(node(page, 'HTTP: Pay, running')).toBeVisible();
  await expect.poll(() => service.askedAt('/pay').length).toBe(1);
  await killProgram(product, 'runner');

  // Whoever looks on is asked, without a reload.
  await expect(node(page, 'HTTP: Pay, waiting, Did it happen?')).toBeVisible();
  await expect(details(page).getByText('The runner stopped while this node was at work.')).toBeVisible();
  await page.goto('/runs?view=dead-letters');
  const letter = page.getByRole('listitem').filter({ hasText: id.slice(-4) });
  await expect(letter).toContainText('Did it happen?');
  await letter.getByRole('link', { name: 'Open' }).click();
  await details(page).getByRole('button', { name: 'It happened', exact: true }).click();
  await details(page).getByLabel('Its output, as JSON').fill('{ "status": 201 }');
  await details(page).getByRole('button', { name: 'It happened: go on' }).click();
  await expect(details(page).getByText('Please say why.')).toBeVisible();
  await details(page).getByLabel('How do you know?').fill('It is on the statement.');
  await details(page).getByRole('button', { name: 'It happened: go on' }).click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(details(page).getByText(/said that it happened/)).toBeVisible();
  const { output } = await (await api.get(`/api/v1/runs/${id}`)).json();
  expect(output).toBe(201);
  expect(service.askedAt('/pay')).toHaveLength(1);

  // The same for a program, and for a connection that breaks.
  service.answer = () => 'drop';
  const second = await start();
  const runOf = async () => (await api.get(`/api/v1/runs/${second}`)).json();
  await expect.poll(async () => (await runOf()).status).toBe('waiting');
  const [, pay] = (await runOf()).nodes;
  expect(pay).toMatchObject({ key: 'pay', waitingFor: 'outcome_unknown', error: { retryable: false } });
  service.answer = () => ({});
  const answer = { how: 'retry', reason: 'The other side has no such payment.' };
  const resolved = await api.post(`/api/v1/runs/${second}/nodes/pay/resolve`, { data: answer });
  expect(resolved.status(), await resolved.text()).toBe(200);
  await expect.poll(async () => (await runOf()).output).toBe(200);
  expect(service.askedAt('/pay')).toHaveLength(3);
});

test('a workflow is duplicated, archived and deleted from the list', async ({ api, ownerPage: page, service }) => {
  const name = await publish(
    api,
    workflow(service.url).replace('send_letter', 'old_letter').replace('Send letter', 'Old letter'),
  );
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
