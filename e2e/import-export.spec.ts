import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';

const REFUNDS = `apiVersion: fermata/v1
kind: Workflow
metadata:
  name: refunds
  title: Refunds
spec:
  nodes:
    - id: start
      type: start
      position: { x: 0, y: 0 }
    - id: gate
      type: approval
      title: Approve the refund
      position: { x: 320, y: 0 }
      config:
        message: Refund it?
    - id: done
      type: end
      position: { x: 640, y: 0 }
      config:
        value: done
  edges:
    - { from: start, to: gate }
    - { from: gate.approved, to: done }
    - { from: gate.rejected, to: done }
`;
const TYPO = REFUNDS.replace('message:', 'mesage:').replace('title: Approve', 'titel: Approve');

/** Drops files as the desktop does; `hover` stops before letting go. */
async function drop(target: Locator, files: { name: string; text: string }[], hover = false): Promise<void> {
  const data = await target.page().evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, text } of given) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await target.dispatchEvent('dragenter', { dataTransfer: data });
  await target.dispatchEvent('dragover', { dataTransfer: data });
  if (!hover) await target.dispatchEvent('drop', { dataTransfer: data });
}

async function exported(page: Page, menu: Locator, item: string): Promise<{ name: string; text: string }> {
  await menu.click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item }).click();
  const saved = await download;
  return { name: saved.suggestedFilename(), text: await readFile(await saved.path(), 'utf8') };
}

/** What a command of Ctrl/Cmd+K saves. */
async function pictured(page: Page, command: string): Promise<{ name: string; bytes: Buffer }> {
  // A menu that is still closing has the keys.
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+k');
  const commands = page.getByRole('dialog', { name: 'Commands' });
  await commands.getByRole('combobox').fill(command);
  const download = page.waitForEvent('download');
  await commands.getByRole('option', { name: command, exact: true }).click();
  const saved = await download;
  await expect(commands).toHaveCount(0);
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}

/** A picture as the browser reads it: its width, and how many colours are in it. */
function decoded(page: Page, bytes: Buffer): Promise<{ width: number; colours: number }> {
  return page.evaluate(async (base64) => {
    const file = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(picture, 0, 0);
    const pixels = new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0));
    return { width, colours: new Set(pixels).size };
  }, bytes.toString('base64'));
}

test('a file is dropped, its error shown with its line, fixed, imported, and exported as it was', async ({
  ownerPage: page,
}) => {
  await page.goto('/workflows');
  const main = page.getByRole('heading', { name: 'Workflows', level: 1 });
  // What the server sent takes no files yet; what was loaded afterwards does.
  await expect(page.getByRole('button', { name: /^Use template/ }).first()).toBeVisible();
  await drop(main, [{ name: 'refunds.yaml', text: TYPO }], true);
  await expect(page.getByText('Drop to import: each file becomes a workflow')).toBeVisible();
  await drop(main, [{ name: 'refunds.yaml', text: TYPO }]);

  const dialog = page.getByRole('dialog', { name: 'Import a workflow' });
  const result = dialog.getByRole('listitem', { name: 'refunds.yaml' });
  await expect(result.getByRole('status')).toHaveText('Nothing was imported.');
  await expect(result.getByText('Line 13, column 14')).toBeVisible();
  await expect(result.getByText('Unknown key "titel"; did you mean "title"?')).toBeVisible();
  await expect(result.getByLabel('Line 13')).toContainText('titel: Approve the refund');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import' }).click();
  await (await chooser).setFiles([
    { name: 'refunds.yaml', mimeType: 'application/yaml', buffer: Buffer.from(REFUNDS) },
    { name: 'holiday.yaml', mimeType: 'application/yaml', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) },
  ]);
  const two = page.getByRole('dialog', { name: 'Import 2 workflows' });
  await expect(two.getByRole('listitem', { name: 'refunds.yaml' }).getByRole('status')).toHaveText(
    'Imported as refunds.',
  );
  await expect(two.getByText('This is not a text file. A workflow is YAML or JSON.')).toBeVisible();
  await page.keyboard.press('Escape');

  const row = page.getByRole('button', { name: 'More about Refunds' });
  expect(await exported(page, row, 'Export as YAML')).toEqual({ name: 'refunds.yaml', text: REFUNDS });
  const json = await exported(page, row, 'Export as JSON');
  expect(json.name).toBe('refunds.json');

  // The name is taken now: nothing changes until one of the two ways is chosen.
  await drop(main, [{ name: 'refunds.json', text: json.text }]);
  const taken = page.getByRole('dialog', { name: 'Import a workflow' });
  await expect(taken.getByRole('status')).toHaveText('“Refunds” has the name refunds already.');
  await expect(taken.getByLabel('Another name')).toHaveValue('refunds-2');
  await taken.getByRole('button', { name: 'Import under this name' }).click();
  await expect(taken.getByRole('status')).toHaveText('Imported as refunds-2.');
  await taken.getByRole('link', { name: 'Open refunds-2' }).click();
  await expect(page).toHaveURL(/\/workflows\/refunds-2$/);
});

test('a file dropped on the canvas replaces the draft as one step that undo takes back', async ({
  api,
  ownerPage: page,
}) => {
  const name = 'canvas_drop';
  const before = REFUNDS.replace('name: refunds', `name: ${name}`);
  await api.put(`/api/v1/workflows/${name}`, { data: before, headers: { 'content-type': 'application/yaml' } });
  await page.goto(`/workflows/${name}`);
  const canvas = page.getByTestId('canvas');
  await expect(canvas).toBeVisible();

  await drop(canvas, [{ name: 'other.yaml', text: TYPO }]);
  await expect(page.getByRole('dialog', { name: 'Import other.yaml' }).getByText(/Line 13, column 14/)).toBeVisible();
  await page.keyboard.press('Escape');

  const other = REFUNDS.replace('title: Refunds', 'title: Other refunds').replaceAll('gate', 'chief');
  await drop(canvas, [{ name: 'other.yaml', text: other }], true);
  await expect(page.getByText('Drop to import: you choose whether it replaces this draft')).toBeVisible();
  await drop(canvas, [{ name: 'other.yaml', text: other }]);
  await page.getByRole('button', { name: 'Replace this draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Other refunds');
  const more = page.getByRole('button', { name: 'More', exact: true });
  const replaced = await exported(page, more, 'Export as YAML');
  expect(replaced).toEqual({ name: `${name}.yaml`, text: other.replace('name: refunds', `name: ${name}`) });

  await page.getByRole('button', { name: 'Undo import of other.yaml' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Refunds');
  expect((await exported(page, more, 'Export as YAML')).text).toBe(before);

  await test.step('the canvas is saved as a picture, drawn and in pixels', async () => {
    const svg = await pictured(page, 'Save the canvas as SVG');
    expect(svg.name).toBe(`${name}.svg`);
    const text = svg.bytes.toString();
    expect(text).toContain('Approve the refund');
    const drawn = await page.evaluate((source) => {
      const root = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
      return { tag: root.tagName, width: Number(root.getAttribute('width')) };
    }, text);
    expect(drawn.tag).toBe('svg');
    const png = await pictured(page, 'Save the canvas as PNG');
    expect(png.name).toBe(`${name}.png`);
    const pixels = await decoded(page, png.bytes);
    expect(pixels.width).toBe(drawn.width * 2);
    // Ground, cards, text and the hand of the gate.
    expect(pixels.colours).toBeGreaterThan(20);
  });
});
