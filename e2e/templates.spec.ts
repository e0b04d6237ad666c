import type { APIRequestContext, Page } from '@playwright/test';
import { join, mutate, newSignedInPage } from './fixtures/people.ts';
import type { Product } from './fixtures/product.ts';
import { details, node, runStatus } from './fixtures/screens.ts';
import { expect, OWNER, test } from './fixtures/test.ts';
import { approve, startRun } from './fixtures/workflows.ts';

const SECOND = { name: 'Second Approver', email: 'second.approver@example.org', password: 'four eyes see more' };

/** A published workflow from a template. @returns its name */
async function publishTemplate(page: Page, product: Product, template: string): Promise<string> {
  const { name } = await mutate<{ name: string }>(page, product, 'workflow.createFromTemplate', { template });
  const { revision } = await workflow(page, product, name);
  await mutate(page, product, 'workflow.publish', { name, revision, note: '' });
  return name;
}

async function workflow(page: Page, product: Product, name: string): Promise<{ revision: number }> {
  const input = encodeURIComponent(JSON.stringify({ name }));
  const response = await page.request.get(`${product.url}/api/trpc/workflow.get?input=${input}`);
  expect(response.status(), await response.text()).toBe(200);
  return (await response.json()).result.data;
}

async function output(api: APIRequestContext, run: string): Promise<unknown> {
  return (await (await api.get(`/api/v1/runs/${run}`)).json()).output;
}

test('an incident that on-call leaves alone is escalated to the manager, and the first answer counts', async ({
  product,
  api,
  ownerPage: page,
}) => {
  const name = await publishTemplate(page, product, 'incident_response');
  const run = await startRun(api, name, { escalate_after: '1s' });
  await page.goto(`/runs/${run}?node=manager`);
  await expect(node(page, 'Approval: Manager takes it, waiting')).toBeVisible();
  await expect(node(page, 'Approval: On-call takes it, waiting')).toBeVisible();
  await details(page)
    .getByRole('article', { name: 'Manager takes it' })
    .getByRole('button', { name: 'Approve' })
    .click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(node(page, 'Approval: On-call takes it, cancelled')).toBeVisible();
  expect(await output(api, run)).toMatchObject({ incident: true, escalated: true, severity: 'critical' });
});

test('a release needs two people, however often one of them approves', async ({
  product,
  api,
  browser,
  ownerPage: page,
}) => {
  await join(page, product, SECOND, { role: 'viewer', approver: true });
  const name = await publishTemplate(page, product, 'release_checklist');
  const run = await startRun(api, name);
  await page.goto(`/runs/${run}?node=gate`);
  await expect(runStatus(page, 'Waiting for a person')).toBeVisible();
  await approve(api, run);
  await expect(node(page, 'Approval: Two people release, waiting, 1 of 2 approved')).toBeVisible();

  const second = await newSignedInPage(browser, product, SECOND);
  await second.goto(`/runs/${run}?node=gate`);
  await details(second)
    .getByRole('article', { name: 'Two people release' })
    .getByRole('button', { name: 'Approve' })
    .click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  expect(await output(api, run)).toMatchObject({ released: true, approved_by: [OWNER.email, SECOND.name] });
  await second.context().close();
});

test('a large refund shows its amount to the approver and is paid as decided', async ({
  product,
  api,
  ownerPage: page,
}) => {
  const name = await publishTemplate(page, product, 'refund_triage');
  const run = await startRun(api, name, { amount: 240 });
  await page.goto(`/runs/${run}?node=gate`);
  const decision = details(page).getByRole('article', { name: 'Approve a large refund' });
  await expect(decision.getByText('Refund 240 EUR for order A-20417?')).toBeVisible();
  await decision.getByRole('button', { name: 'Approve' }).click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  expect(await output(api, run)).toMatchObject({ refunded: true, amount: 240, refund: { id: 'rf_3301' } });
});
