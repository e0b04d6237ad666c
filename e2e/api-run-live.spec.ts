import { expect, test } from './fixtures/test.ts';
import { details, node, runStatus, timelineRow } from './fixtures/screens.ts';
import { refund } from './fixtures/workflows.ts';

const WORKFLOW = '/api/v1/workflows/refund';

test('a program saves, publishes, starts and decides; people watch it live', async ({
  api,
  ownerPage: page,
  service,
}) => {
  const letter = Promise.withResolvers<object>();
  service.answer = () => letter.promise;
  const put = await api.put(`${WORKFLOW}?publish=true`, {
    data: refund(service.url),
    headers: { 'content-type': 'application/yaml' },
  });
  expect(put.status(), await put.text()).toBe(200);
  expect(await put.json()).toMatchObject({ name: 'refund', version: expect.any(Number), problems: [] });

  await page.goto('/runs?workflow=refund');
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible();
  const start = () =>
    api.post(`${WORKFLOW}/runs`, {
      data: { input: { amount: 120 }, simulated: false },
      headers: { 'idempotency-key': `order-${test.info().testId}` },
    });
  const started = await start();
  expect(started.status(), await started.text()).toBe(201);
  const { id, url } = await started.json();
  expect(url).toBe(new URL(`/runs/${id}`, page.url()).href);
  const link = page.getByRole('link', { name: `Refund ${id.slice(-4)}` });
  await expect(link).toBeVisible();
  await link.click();

  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  await expect(details(page).getByText('Refund 120 EUR?')).toBeVisible();
  expect((await (await start()).json()).id).toBe(id);

  const pending = await (await api.get(`/api/v1/approvals?status=pending&run=${id}`)).json();
  expect(pending.items).toMatchObject([{ runId: id, key: 'gate', editable: { reason: 'The parcel arrived broken.' } }]);
  const [{ id: approval, payloadHash }] = pending.items;
  const stale = await api.post(`/api/v1/approvals/${approval}/decision`, {
    data: { decision: 'approved', payloadHash: '0'.repeat(64) },
  });
  expect(stale.status()).toBe(409);
  const decided = await api.post(`/api/v1/approvals/${approval}/decision`, {
    data: { decision: 'approved', values: { reason: 'Broken on arrival, photo seen.' }, payloadHash },
  });
  expect(decided.status(), await decided.text()).toBe(200);

  await expect(node(page, 'HTTP: Letter, running')).toBeVisible();
  letter.resolve({});
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(node(page, 'End: Paid, succeeded')).toBeVisible();
  await timelineRow(page, /^Paid Done/).click();
  // Until then the gate is shown, which has these words twice.
  await expect(details(page).getByRole('heading', { name: 'Paid' })).toBeVisible();
  await expect(details(page).getByText('Broken on arrival, photo seen.')).toBeVisible();

  await page.goto('/runs?workflow=refund');
  await expect(page.getByRole('link', { name: `Refund ${id.slice(-4)}` })).toHaveCount(1);
});
