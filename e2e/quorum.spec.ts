import type { APIRequestContext, APIResponse, Page } from '@playwright/test';
import { join, newSignedInPage } from './fixtures/people.ts';
import { details, node, runStatus, timelineRow } from './fixtures/screens.ts';
import { expect, OWNER, test } from './fixtures/test.ts';
import { publish, startRun } from './fixtures/workflows.ts';

const BEN = { name: 'Ben', email: 'ben.quorum@example.org', password: 'ninety four red balloons' };
const CLEO = { name: 'Cleo', email: 'cleo.quorum@example.org', password: 'ninety five red balloons' };

const TWO_SIGN = `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: two_sign, title: Two sign }
spec:
  nodes:
    - { id: start, type: start, position: { x: 0, y: 0 } }
    - id: gate
      type: approval
      title: Sign the order
      position: { x: 280, y: 0 }
      config:
        message: May this order go out?
        editable: { note: As agreed. }
        approvers: { roles: [approver], required: 2 }
    - { id: sent, type: end, title: Sent, position: { x: 600, y: 0 }, config: { value: "{{ nodes.gate.output.values.note }}" } }
    - { id: kept, type: end, title: Kept, position: { x: 600, y: 160 } }
  edges:
    - { from: start, to: gate }
    - { from: gate.approved, to: sent }
    - { from: gate.rejected, to: kept }
`;

const gate = 'Approval: Sign the order';
const waiting = (page: Page, count: string) => node(page, `${gate}, waiting, ${count} approved`);
const inboxRow = (page: Page) => page.getByRole('link', { name: /^Sign the order/ });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function approvalOf(api: APIRequestContext, run: string) {
  const { items } = await (await api.get(`/api/v1/approvals?run=${run}`)).json();
  return items[0];
}

async function editNote(page: Page, text: string): Promise<void> {
  await button(page, 'Edit Note').click();
  await page.getByLabel('Note', { exact: true }).fill(text);
  await button(page, 'Done').click();
}

test('two people must approve: every page counts, an edit asks again, and of two at once one decides', async ({
  api,
  browser,
  ownerPage: watching,
  product,
}) => {
  await join(watching, product, BEN, { role: 'viewer', approver: true });
  await join(watching, product, CLEO, { role: 'viewer', approver: true });
  const run = await startRun(api, await publish(api, TWO_SIGN));
  await watching.goto(`/runs/${run}?node=gate`);
  await expect(waiting(watching, '0 of 2')).toBeVisible();
  const { id } = await approvalOf(api, run);
  const ben = await newSignedInPage(browser, product, BEN);
  const cleo = await newSignedInPage(browser, product, CLEO);
  for (const page of [ben, cleo]) {
    await page.goto(`/approvals/${id}`);
    await expect(inboxRow(page)).toContainText('0 of 2 approved');
    // What is changed later must have been seen as it was.
    await expect(button(page, 'Approve')).toBeVisible();
  }

  await test.step('the first approval, with an edit, is on every page at once', async () => {
    await editNote(ben, 'As agreed with Ben.');
    await button(ben, 'Approve').click();
    await expect(ben.getByText('You have approved. One more person is needed.')).toBeVisible();
    await expect(waiting(watching, '1 of 2')).toBeVisible();
    await expect(timelineRow(watching, /Sign the order · 1 of 2/)).toBeVisible();
    await expect(details(watching).getByText('by Ben', { exact: true })).toBeVisible();
    await expect(inboxRow(cleo)).toContainText('1 of 2 approved');
    await expect(inboxRow(cleo)).toContainText('By Ben. Can decide: ');
    await expect(cleo.getByText('What is asked was changed while you looked.')).toBeVisible();
    await expect(cleo.getByRole('group', { name: 'Note' }).getByText('edited by Ben')).toBeVisible();
  });

  await test.step('another edit makes it void, and who gave it is told and asked again', async () => {
    await editNote(cleo, 'As agreed with Ben and Cleo.');
    await button(cleo, 'Approve').click();
    await expect(ben.getByText('Your approval no longer counts: Cleo changed the text after it.')).toBeVisible();
    await expect(ben.getByRole('insertion').filter({ hasText: 'Cleo' })).toBeVisible();
    await expect(ben.getByText('edited by you')).toBeHidden();
    await expect(button(ben, 'Approve')).toBeEnabled();
    await expect(details(watching).getByText('by Cleo', { exact: true })).toBeVisible();
    await expect(waiting(watching, '1 of 2')).toBeVisible();
  });

  await test.step('page and API at the same time: one decides, the other is told who', async () => {
    const { payloadHash } = await approvalOf(api, run);
    const answered = Promise.withResolvers<APIResponse>();
    await ben.route(/approval\.decide/, (route) => {
      answered.resolve(api.post(`/api/v1/approvals/${id}/decision`, { data: { decision: 'approved', payloadHash } }));
      return route.continue();
    });
    await button(ben, 'Approve').click();
    const answer = await answered.promise;
    const second = answer.ok() ? OWNER.email : BEN.name;
    await expect(ben.getByRole('status').filter({ hasText: `Approved by Cleo and ${second}, just now` })).toBeVisible();
    await expect(ben.getByText('Your decision came after it and was not counted.')).toBeVisible({
      visible: answer.ok(),
    });
    if (!answer.ok()) {
      expect(answer.status()).toBe(409);
      const { error } = await answer.json();
      expect(error.details).toMatchObject({ by: 'Cleo, Ben', decision: 'approved', at: expect.any(String) });
    }
    await expect(runStatus(watching, 'Done')).toBeVisible();
    await expect(node(watching, `${gate}, succeeded`)).toBeVisible();
    const done = await (await api.get(`/api/v1/runs/${run}`)).json();
    expect(done.output).toBe('As agreed with Ben and Cleo.');
  });

  await test.step('the audit log has every vote once', async () => {
    await watching.goto('/settings/audit?group=decisions&target=Sign');
    const log = watching.getByRole('table', { name: 'Audit log' });
    await expect(log.getByRole('row', { name: /approved Sign the order \(1 of 2\)/ })).toHaveCount(2);
    await expect(log.getByRole('row', { name: /approved Sign the order/ })).toHaveCount(3);
    await button(watching, 'Verify').click();
    await expect(watching.getByRole('status').filter({ hasText: 'none changed' })).toBeVisible();
  });
  await ben.context().close();
  await cleo.context().close();
});
