import type { APIRequestContext, Page } from '@playwright/test';
import { expectNoViolation } from './fixtures/axe.ts';
import { node, runInAddress, runStatus } from './fixtures/screens.ts';
import { expect, test } from './fixtures/test.ts';
import { publish } from './fixtures/workflows.ts';

const refunds = `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: refund_letters, title: Refund letters }
spec:
  input:
    type: object
    required: [amount]
    properties:
      amount: { type: number, title: Amount, default: 42 }
      customer: { type: object, properties: { name: { type: string, minLength: 2 } } }
  nodes:
    - { id: start, type: start, title: Start, position: { x: 0, y: 0 } }
    - id: draft
      type: agent
      title: Draft
      position: { x: 272, y: 0 }
      config:
        prompt: "Refund {{ input.amount }} EUR"
        output: { type: object, required: [reason], properties: { reason: { type: string } } }
        simulation: { replies: [ { reason: It arrived broken } ] }
    - { id: letter, type: set, title: Letter, position: { x: 544, y: 0 }, config: { values: { text: "Dear customer" } } }
    - { id: done, type: end, title: Sent, position: { x: 816, y: 0 }, config: { value: "{{ nodes.letter.output.text }}" } }
  edges:
    - { from: start, to: draft }
    - { from: draft, to: letter }
    - { from: letter, to: done }
`;

test('the input is described in fields or as JSON, and each says the same', async ({ api, ownerPage: page }) => {
  await publish(api, refunds);
  await page.goto('/workflows/refund_letters');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('button', { name: 'Add field', exact: true }).click();
  await inspector.getByRole('textbox', { name: 'Name of field field' }).fill('tone');
  await inspector.getByRole('combobox', { name: 'Type of tone' }).click();
  await page.getByRole('option', { name: 'Choice' }).click();
  await inspector.getByRole('textbox', { name: 'Choices of tone' }).fill('kind\nbrief');
  await inspector.getByRole('checkbox', { name: 'Required field tone' }).click();

  await inspector.getByRole('button', { name: 'Details of customer', exact: true }).click();
  await inspector.getByRole('button', { name: 'Details of customer.name' }).click();
  await expect(inspector.getByText('Also said, and kept: minLength. Change it as JSON.')).toBeVisible();
  await inspector.getByRole('button', { name: 'Add field to customer' }).click();
  await inspector.getByRole('textbox', { name: 'Name of field customer.field' }).fill('city');

  await inspector.getByRole('button', { name: 'Edit what a run takes with its JSON beside it' }).click();
  const dialog = page.getByRole('dialog', { name: 'What a run takes' });
  const code = dialog.getByRole('textbox', { name: 'What a run takes as JSON' });
  await expect(code).toContainText('"required": [    "amount",    "tone"  ]');
  await expect(code).toContainText('"minLength": 2');
  await code.fill('{\n  "type": "object",\n  "properties": {"age": {"type": "intger"},}\n}');
  await expect(dialog.getByText('Line 3, column 44: A comma stands before }.')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Name of field tone' })).toBeVisible();
  await code.fill('{\n  "type": "object",\n  "properties": {"age": {"type": "intger"}}\n}');
  await expect(dialog.getByText(/^Line 3, column 34: "type" must be one of/)).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Name of field age' })).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Name of field tone' })).toBeHidden();
});

test('focus mode shows what a node can use and what came out; a test runs up to the node', async ({
  api,
  ownerPage: page,
}) => {
  await openAfterRun(api, page);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText('In the last run: Refund 42 EUR')).toBeVisible();

  await node(page, 'Set: Letter').click();
  await page.keyboard.press('Shift+Enter');
  const sheet = page.getByRole('dialog', { name: 'Letter' });
  await expect(sheet.getByRole('region', { name: 'What it can use' })).toContainText('It arrived broken');
  await expect(sheet.getByRole('region', { name: 'What came out' })).toContainText('Dear customer');
  await write(page, 'Dear customer, {{ nodes.draft.output.raeson }}');
  await expect(sheet.getByText('The output of "Draft" has no "raeson"; did you mean "reason"?')).toBeVisible();
  await expect(sheet.locator('.code-wrong')).toHaveText('nodes.draft.output.raeson');
  await write(page, 'Dear customer, {{ nodes.draft.output.reason }}.');
  await expect(sheet.getByText('In the last run: Dear customer, It arrived broken.')).toBeVisible();
  await expect(sheet.getByText('The settings were changed since this run.')).toBeVisible();
  await expectNoViolation(page, 'focus mode', ['light', 'dark']);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(node(page, 'Set: Letter')).toBeFocused();

  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  const form = page.getByRole('dialog', { name: 'Test up to Letter' });
  await form.getByRole('button', { name: 'Run', exact: true }).click();
  await runInAddress(page);
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(node(page, 'Set: Letter, succeeded')).toBeVisible();
  await expect(node(page, 'Agent: Draft, succeeded')).toBeVisible();
  await expect(page.getByRole('group', { name: /^End: Sent/ })).toHaveCount(0);
});

test('a pinned output stands in for its node in tests, a node is tested alone, and nothing pinned is published', async ({
  api,
  ownerPage: page,
}) => {
  await openAfterRun(api, page);
  await page.keyboard.press('Shift+Enter');
  const sheet = page.getByRole('dialog', { name: 'Draft', exact: true });
  await sheet.getByRole('button', { name: 'Pin last output', exact: true }).click();
  const pinned = sheet.getByRole('textbox', { name: 'Pinned output', exact: true });
  await expect(pinned).toContainText('It arrived broken');
  await pinned.fill('{"reason": }');
  await expect(sheet.getByText(/^Line 1, column 12: /)).toBeVisible();
  await pinned.fill('{"reason": "It never arrived"}');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(node(page, 'Agent: Draft, pinned, idle')).toBeVisible();

  await node(page, 'Set: Letter').click();
  await page.keyboard.press('Shift+Enter');
  await page
    .getByRole('dialog', { name: 'Letter', exact: true })
    .getByRole('button', { name: 'Test this node' })
    .click();
  const form = page.getByRole('dialog', { name: 'Test Letter', exact: true });
  await expect(form.getByRole('textbox', { name: 'Output of Draft', exact: true })).toContainText('It never arrived');
  await expectNoViolation(page, 'test of one node', ['light', 'dark']);
  await form.getByRole('button', { name: 'Run', exact: true }).click();
  await runInAddress(page);
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(node(page, 'Agent: Draft, pinned, succeeded')).toBeVisible();
  await expect(node(page, 'Set: Letter, succeeded')).toBeVisible();

  await page.goBack();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const refused = page.getByRole('dialog', { name: 'Not ready to publish' });
  await expect(refused).toContainText('"Draft" has a pinned output');
  await refused.getByRole('button', { name: 'Unpin', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Publish', exact: true })).toBeVisible();
});

/** Into the one value of the node in focus mode. */
async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('dialog').getByRole('textbox', { name: 'text', exact: true }).fill(text);
}

/** The letters of refunds in the editor, with a run behind them and the agent selected. */
async function openAfterRun(api: APIRequestContext, page: Page): Promise<void> {
  await publish(api, refunds);
  const started = await api.post('/api/v1/workflows/refund_letters/runs?wait=20s', {
    data: { input: {}, simulated: true },
  });
  expect((await started.json()).status).toBe('succeeded');
  await page.goto('/workflows/refund_letters');
  await node(page, 'Agent: Draft').click();
}
