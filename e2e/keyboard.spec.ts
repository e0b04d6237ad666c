import type { Locator, Page } from '@playwright/test';
import { wire } from './fixtures/canvas.ts';
import { details, node, runInAddress, runStatus } from './fixtures/screens.ts';
import { expect, test } from './fixtures/test.ts';

test('a workflow is built, connected, configured, published, run and approved by keyboard alone', async ({
  ownerPage: page,
}) => {
  const keys = page.keyboard;
  await page.goto('/workflows');

  await test.step('a dialog takes the title, the editor opens', async () => {
    await tabTo(page, page.getByRole('button', { name: 'New workflow' }));
    await keys.press('Enter');
    await expect(page.getByLabel('Title')).toBeFocused();
    await keys.type('Without a mouse');
    await keys.press('Enter');
    await expect(node(page, 'Start: Start')).toBeVisible();
  });

  await test.step('N adds behind what is selected, and the new node has the focus', async () => {
    await keys.press('ArrowRight');
    await expect(node(page, 'Start: Start')).toBeFocused();
    await add(page, 'agent');
    await expect(node(page, 'Agent: Agent')).toBeFocused();
    await expect(wire(page, 'Start to Agent')).toBeVisible();
  });

  await test.step('Enter opens the inspector, Escape comes back to the node', async () => {
    await keys.press('Enter');
    await expect(inspector(page).locator(':focus')).toBeVisible();
    await tabTo(page, field(page, 'Prompt'));
    await keys.type('A letter about the autumn');
    await keys.press('Escape');
    await expect(node(page, 'Agent: Agent')).toBeFocused();
    await keys.press('F2');
    await expect(field(page, 'Title')).toBeFocused();
    await keys.type('Write');
    await keys.press('Escape');
    await expect(node(page, 'Agent: Write')).toBeFocused();
  });

  await test.step('what is deleted passes the focus on, and undo brings it back', async () => {
    await add(page, 'wait');
    await expect(node(page, 'Wait: Wait')).toBeFocused();
    await keys.press('Delete');
    await expect(node(page, 'Wait: Wait')).toBeHidden();
    await expect(node(page, 'Agent: Write')).toBeFocused();
    await expect(said(page)).toHaveText('Deleted: Wait');
  });

  await test.step('a gate and its two ends', async () => {
    await add(page, 'approval');
    await expect(node(page, 'Approval: Approval')).toBeFocused();
    await keys.press('Enter');
    await expect(inspector(page).locator(':focus')).toBeVisible();
    await tabTo(page, field(page, 'Question'));
    await keys.type('Send it?');
    await tabTo(page, inspector(page).getByRole('checkbox', { name: 'Owner', exact: true }));
    await keys.press('Space');
    await keys.press('Escape');
    await expect(node(page, 'Approval: Approval')).toBeFocused();
    await add(page, 'end');
    await expect(node(page, 'End: End')).toBeFocused();
    await keys.press('ArrowLeft');
    await expect(node(page, 'Approval: Approval')).toBeFocused();
    await keys.press('c');
    await choose(page, 'Connect to', 'rejected end');
    await expect(wire(page, 'Approval, Rejected, to End')).toBeFocused();
    await expect(said(page)).toHaveText('Connected Approval to End');
  });

  await test.step('the outline has all of it, and its keys do the same', async () => {
    await keys.press('o');
    const tree = page.getByRole('tree', { name: 'Outline' });
    await expect(tree).toBeFocused();
    await keys.press('End');
    await expect(active(page)).toHaveAccessibleName('End: End. From Approval');
    await keys.press('ArrowUp');
    await expect(active(page)).toHaveAccessibleName('Approval: Approval. From Write. To Approved: End; Rejected: End');
    await keys.press('ArrowRight');
    await keys.press('ArrowDown');
    await expect(active(page)).toHaveAccessibleName('Connection: Approved: End');
    await add(page, 'set');
    await expect(tree).toBeFocused();
    await expect(active(page)).toHaveAccessibleName(/^Set: Set\b.*From Approval\. To End$/);
    await keys.press('Control+z');
    await expect(active(page)).toHaveAccessibleName(/^End: End/);
    await keys.press('o');
    await expect(page.getByTestId('canvas').locator(':focus')).toBeVisible();
  });

  await test.step('it is published from the commands', async () => {
    await keys.press('Control+k');
    await choose(page, 'Commands', 'publish');
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    await expect(dialog.getByLabel('What changed')).toBeFocused();
    await tabTo(page, dialog.getByRole('button', { name: 'Publish' }));
    await keys.press('Enter');
    await expect(page.getByRole('link', { name: 'v1, all versions' })).toBeVisible();
    await expect(dialog).toBeHidden();
  });

  await test.step('it runs, and A approves', async () => {
    await keys.press('Control+Enter');
    await expect(
      page.getByRole('dialog', { name: 'Run this draft' }).getByRole('button', { name: 'Run', exact: true }),
    ).toBeFocused();
    await keys.press('Enter');
    await runInAddress(page);
    await expect(details(page).getByRole('button', { name: 'Approve' })).toBeEnabled();
    await keys.press('a');
    await expect(runStatus(page, 'Done')).toBeVisible();
    await keys.press('t');
    await expect(page.getByRole('tab', { name: 'Timeline', exact: true })).toBeFocused();
  });
});

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

async function add(page: Page, kind: string): Promise<void> {
  await page.keyboard.press('n');
  await choose(page, 'Add a node', kind);
}

/** Types into the list that has opened and takes what it finds first. */
async function choose(page: Page, list: string, text: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: list });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

function field(page: Page, name: string): Locator {
  return inspector(page).getByRole('textbox', { name, exact: true });
}

/** The row at which the outline is. */
function active(page: Page): Locator {
  return page.getByRole('treeitem', { selected: true });
}

/** What screen readers hear of the editor. */
function said(page: Page): Locator {
  return page.getByTestId('said');
}
