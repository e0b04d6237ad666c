import type { Locator, Page } from '@playwright/test';
import {
  dragFromPalette,
  dragNode,
  drawWire,
  dropWireAndPick,
  insertOnWire,
  loopWire,
  middleOf,
  paletteItem,
  pullWire,
  removeWire,
  wire,
} from './fixtures/canvas.ts';
import { details, node, runInAddress, runStatus } from './fixtures/screens.ts';
import { expect, test } from './fixtures/test.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

test('a workflow is built from blank by mouse, mended, run as a test and published', async ({ ownerPage: page }) => {
  test.setTimeout(150_000);
  await page.goto('/workflows');
  await page.getByRole('button', { name: 'New workflow' }).click();
  await page.getByLabel('Title').fill('Newsletter');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page).toHaveURL(/\/workflows\/newsletter/);
  const editor = page.url();

  await test.step('the input is described in the inspector', async () => {
    await inspector(page).getByRole('button', { name: 'Add field' }).click();
    await inspector(page).getByRole('textbox', { name: 'Name of field field' }).fill('topic');
    await inspector(page).getByRole('textbox', { name: 'Title of topic' }).fill('Topic');
  });

  await test.step('a click adds a node; undo, redo and delete say what they do', async () => {
    await paletteItem(page, 'Wait').click();
    const wait = node(page, 'Wait: Wait, idle');
    await expect(wait).toBeVisible();
    await page.getByRole('button', { name: 'Undo add wait' }).click();
    await expect(wait).toBeHidden();
    await page.getByRole('button', { name: 'Redo add wait' }).click();
    await wait.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(wait).toBeHidden();
    await expect(page.getByRole('button', { name: 'Undo delete node' })).toBeEnabled();
  });

  const write = node(page, 'Agent: Write');
  await test.step('a node is dragged from the palette and connected by its handles', async () => {
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await dragNode(page, 'Start: Start', await onCanvas(page, 130, 260));
    await dragFromPalette(page, 'Agent', { x: 440, y: 260 });
    await rename(page, 'Agent: Agent', 'Write');
    await pullWire(page, write, await middleOf(node(page, 'Start: Start')));
    await expect(page.getByRole('tooltip')).toContainText(/start/i);
    await page.mouse.up();
    await expect(page.getByRole('group', { name: /^(Connection|Loop) from/ })).toHaveCount(0);
    await drawWire(page, node(page, 'Start: Start'), write);
    await expect(wire(page, 'Start to Write')).toBeVisible();
  });

  await test.step('a wire let go over nothing asks what comes there', async () => {
    await dropWireAndPick(page, write, await onCanvas(page, 660, 260), 'Approval');
    await expect(wire(page, 'Write to Approval')).toBeVisible();
    await dropWireAndPick(page, node(page, 'Approval: Approval'), await onCanvas(page, 950, 220), 'End', 'Approved');
    await expect(wire(page, 'Approval, Approved, to End')).toBeVisible();
  });

  await test.step('nodes are one group, which folds to a card; undo takes it back', async () => {
    await write.click();
    await node(page, 'Approval: Approval').click({ modifiers: ['Shift'] });
    await page.keyboard.press('Control+g');
    await page.getByRole('button', { name: 'Fold group: Group', exact: true }).click();
    await expect(write).toBeHidden();
    await page.getByRole('button', { name: 'Unfold group: Group', exact: true }).click();
    await expect(write).toBeVisible();
    await page.getByRole('button', { name: 'Undo group 2 nodes' }).click();
    await expect(page.getByRole('button', { name: 'Fold group: Group', exact: true })).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('toolbar', { name: 'Selection' })).toBeHidden();
  });

  await test.step('a wire back is a loop, its count is on it', async () => {
    await drawWire(page, node(page, 'Approval: Approval'), write, 'Rejected');
    await expect(loopWire(page, 'Approval to Write')).toBeVisible();
    await page.getByRole('button', { name: 'Loop, again at most 3. Change' }).click();
    await page.getByRole('dialog').getByLabel('Again at most').fill('5');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Loop, again at most 5. Change' })).toBeVisible();
    await drawWire(page, node(page, 'Approval: Approval'), node(page, 'End: End'), 'Rejected');
    await expect(wire(page, 'Approval, Rejected, to End')).toBeVisible();
  });

  await test.step('a branch is put into a wire, a map beside it with a node inside', async () => {
    await insertOnWire(page, 'Start to Write', 'Branch');
    await expect(wire(page, 'Start to Branch')).toBeVisible();
    await expect(wire(page, 'Branch, yes, to Write')).toBeVisible();
    await page.getByRole('button', { name: 'Show all' }).click();
    // The view has come to rest.
    await middleOf(write);
    await dragFromPalette(page, 'Map', { x: 560, y: 800 });
    const map = node(page, 'Map: Map');
    await dragFromPalette(page, 'Agent', await fromCanvas(page, await middleOf(map)));
    await rename(page, 'Agent: Agent', 'Check');
    await drawWire(page, node(page, 'Branch: Branch'), map, 'else');
    await drawWire(page, map, node(page, 'End: End'));
    await expect(wire(page, 'Map to End')).toBeVisible();
  });

  await test.step('values are picked where they are written', async () => {
    await write.click();
    await type(page, 'Prompt', 'A short letter about /', /input: Topic/i);
    await expect(field(page, 'Prompt')).toHaveText('A short letter about {{ input.topic }}');
    await node(page, 'Agent: Check').click();
    await type(page, 'Prompt', 'Check {{ it', /item/i);
    await expect(field(page, 'Prompt')).toHaveText('Check {{ item }}');
    await node(page, 'Approval: Approval').click();
    await type(page, 'Question', 'Send this?');
    await expect(inspector(page).getByRole('checkbox', { name: 'Approvers' })).toBeChecked();
    await inspector(page).getByRole('checkbox', { name: 'Owner', exact: true }).click();
    await expect(inspector(page).getByRole('checkbox', { name: 'Owner', exact: true })).toBeChecked();
  });

  await test.step('problems block publishing and lead to their fields', async () => {
    const problems = page.getByRole('region', { name: 'Problems' });
    // The list is behind the last keystroke for a moment, and would move under the pointer.
    await problems.getByRole('button', { name: '2 errors' }).click();
    await problems
      .getByRole('button', { name: /^Error: Map/ })
      .first()
      .click();
    await expect(field(page, 'List')).toBeFocused();
    await page.keyboard.type("{{ [input.topic, 'spring'] }}");
    await page.getByRole('button', { name: 'Publish' }).click();
    const refusal = page.getByRole('dialog', { name: 'Not ready to publish' });
    await refusal.getByRole('button', { name: /Branch.*condition/ }).click();
    await expect(refusal).toBeHidden();
    await expect(field(page, 'When yes')).toBeFocused();
    await page.keyboard.type("input.topic != 'short'");
    await expect(problems.getByText('No problems')).toBeVisible();
  });

  await test.step('what the graph would do is shown as a path on it, and mended', async () => {
    const problems = page.getByRole('region', { name: 'Problems' });
    const opacity = (name: string) => node(page, name).evaluate((element) => getComputedStyle(element).opacity);
    await removeWire(page, 'Approval, Approved, to End');
    await problems.getByRole('button', { name: 'Show path' }).click();
    await expect(problems.getByText('Start → Branch (yes) → Write → Approval', { exact: true })).toBeVisible();
    await expect.poll(() => opacity('Map: Map')).toBe('0.25');
    expect(await opacity('Approval: Approval')).toBe('1');
    await page.keyboard.press('Escape');
    await expect.poll(() => opacity('Map: Map')).toBe('1');
    await problems.getByRole('button', { name: /^Lead "Approved" to/ }).click();
    await expect(wire(page, 'Approval, Approved, to End')).toBeVisible();
    await expect(problems.getByText('No problems')).toBeVisible();
  });

  await test.step('the draft runs as a test', async () => {
    await page.getByRole('button', { name: /^Run\b/ }).click();
    await page.getByRole('dialog', { name: 'Run this draft' }).getByLabel('Topic').fill('autumn');
    await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await runInAddress(page);
    await details(page).getByRole('button', { name: 'Approve' }).click();
    await expect(runStatus(page, 'Done')).toBeVisible();
    await expect(node(page, 'Map: Map, skipped')).toBeVisible();
  });

  await test.step('it is published with a note, and the list of versions shows it', async () => {
    await page.goto(editor);
    await expect(page.getByRole('link', { name: 'Draft, all versions' })).toBeVisible();
    await page.getByRole('button', { name: 'Publish' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    await dialog.getByLabel('What changed').fill('The first one that goes out');
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await expect(page.getByText('Published version 1')).toBeVisible();
    await page.getByRole('link', { name: 'v1, all versions' }).click();
    const versions = page.getByRole('list', { name: 'Versions' }).getByRole('listitem');
    await expect(versions).toHaveCount(1);
    await expect(versions).toContainText('The first one that goes out');
    await expect(node(page, 'Agent: Check')).toBeVisible();
  });
});

function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

function field(page: Page, name: string): Locator {
  return inspector(page).getByRole('textbox', { name, exact: true });
}

async function rename(page: Page, name: string, title: string): Promise<void> {
  await node(page, name).click();
  await field(page, 'Title').fill(title);
}

/** Types into an expression field; with `choice`, takes it from the picker that opened. */
async function type(page: Page, name: string, text: string, choice?: RegExp): Promise<void> {
  await field(page, name).click();
  await page.keyboard.type(text);
  if (choice) await page.getByRole('option', { name: choice }).first().click();
}

/** A place of the canvas on the screen. */
async function onCanvas(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const frame = await page.getByTestId('canvas').boundingBox();
  return { x: (frame?.x ?? 0) + x, y: (frame?.y ?? 0) + y };
}

async function fromCanvas(page: Page, { x, y }: { x: number; y: number }): Promise<{ x: number; y: number }> {
  const frame = await page.getByTestId('canvas').boundingBox();
  return { x: x - (frame?.x ?? 0), y: y - (frame?.y ?? 0) };
}
