import { expect, OWNER, test } from './fixtures/test.ts';
import { details, node, openTemplate, runFromEditor, runStatus, timelineRow } from './fixtures/screens.ts';

// Wide enough for whole cards, with the words of their states.
test.use({ viewport: { width: 1920, height: 1080 } });

const COMMENT = 'Ask for a cap of six months instead.';

test('a rejection goes back into the loop with its comment, and the second round is approved', async ({
  ownerPage: page,
}) => {
  await openTemplate(page, 'Contract review');
  await runFromEditor(page);
  const decision = details(page).getByRole('article', { name: 'Approve the answer' });
  await expect(decision.getByText('Back to Sum up and answer, round 2 of 3')).toBeVisible();
  await decision.getByRole('button', { name: 'Reject' }).click();
  await expect(decision.getByText('Say why you reject')).toBeVisible();
  await decision.getByLabel('Comment').fill(COMMENT);
  await decision.getByRole('button', { name: 'Reject' }).click();

  await timelineRow(page, /^Sum up and answer · round 2/).click();
  await expect(page).toHaveURL(/\?node=summary(#|%23)2$/);
  // The address is ahead of what is shown, and the gate has an input too.
  await expect(details(page).getByRole('heading', { name: 'Sum up and answer' })).toBeVisible();
  await details(page).getByRole('tab', { name: 'Input' }).click();
  await expect(details(page).getByText(`The reviewer rejected your last answer:\n${COMMENT}`)).toBeVisible();

  await expect(timelineRow(page, /^Approve the answer · round 2 Waiting/)).toBeVisible();
  const gate = node(page, 'Approval: Approve the answer, waiting, Waiting for approver');
  await expect(gate.getByText('#2 Waiting for approver')).toBeVisible();
  await gate.click();
  await expect(decision.getByText('Before we can sign, we need three changes', { exact: false })).toBeVisible();
  await decision.getByRole('button', { name: 'Approve' }).click();
  await expect(runStatus(page, 'Done')).toBeVisible();
  await expect(decision.getByText(`Approved by ${OWNER.email}`)).toBeVisible();

  await timelineRow(page, /^Approve the answer Done/).click();
  await expect(decision.getByText(`Rejected by ${OWNER.email}`)).toBeVisible();
  await expect(decision.getByText(COMMENT).first()).toBeVisible();
});
