import type { Page } from '@playwright/test';
import { countRenders, difference, renders } from '../fixtures/render-counts.ts';
import { letItBegin, node, runStatus } from '../fixtures/screens.ts';
import { expect, test } from '../fixtures/test.ts';
import { publish, startRun, TWO_READERS } from '../fixtures/workflows.ts';

// Nothing glides: each step of the view is there at once.
test.beforeEach(({ ownerPage: page }) => page.emulateMedia({ reducedMotion: 'reduce' }));

test('zooming renders no card; in the overview there is none, and a search comes back to one', async ({
  api,
  ownerPage: page,
}) => {
  await countRenders(page);
  await page.goto(`/workflows/${await publish(api, TWO_READERS)}`);
  const reader = node(page, 'Agent: Second reader');
  await expect(reader).toBeVisible();
  await page.keyboard.press('Shift+1');
  await expect(node(page, 'End: Read')).toBeInViewport({ ratio: 0.9 });
  await expect(node(page, 'Start: Start')).toBeInViewport({ ratio: 0.9 });
  const before = await renders(page);
  await zoomTo(page, 0.27);
  await expect(detail(page)).toHaveAttribute('data-detail', 'far');
  await expect(reader.getByText('Second reader')).toBeVisible();
  expect(difference(before, await renders(page))).toMatchObject({ card: 0, badge: 0, edge: 0 });

  await zoomTo(page, 0.12);
  const picture = page.getByRole('img', { name: 'Overview: 6 nodes, 6 connections' });
  await expect(picture).toBeVisible();
  await expect(reader).toHaveCount(0);

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: /^Commands/ }).fill('Second reader');
  await page.keyboard.press('Enter');
  await expect(reader).toBeFocused();
  await expect(picture).toBeHidden();
});

test('in the overview a run renders no badge, and streaming text paints nothing', async ({ api, ownerPage: page }) => {
  await countRenders(page);
  const id = await startRun(api, await publish(api, TWO_READERS));
  await page.goto(`/runs/${id}`);
  await expect(node(page, 'Agent: First reader')).toBeVisible();
  await zoomTo(page, 0.12);
  await expect(page.getByRole('img', { name: /^Overview/ })).toBeVisible();
  await expect(node(page, 'Agent: First reader')).toHaveCount(0);
  const before = await renders(page);
  await letItBegin(page);
  await expect(runStatus(page, 'Done')).toBeVisible();
  const after = difference(before, await renders(page));
  expect(after).toMatchObject({ card: 0, badge: 0, edge: 0, canvas: 0 });
  expect(after.overview).toBeGreaterThan(0);
  const { items } = await (await api.get(`/api/v1/runs/${id}/events`)).json();
  // Each event at most once, and what is selected when the gate opens and is answered.
  expect(after.overview).toBeLessThanOrEqual(items.length + 10);
});

function detail(page: Page) {
  return page.getByTestId('canvas').locator('[data-detail]');
}

/** Turns the wheel once, over the middle of the canvas. */
async function zoomTo(page: Page, zoom: number): Promise<void> {
  const canvas = page.getByTestId('canvas');
  const percent = await canvas.getByText(/^\d+ %$/).innerText();
  await canvas.hover();
  await page.keyboard.down('Control');
  // React Flow goes twice as near for each -500, and ten times as fast on a Mac.
  const speed = process.platform === 'darwin' ? 0.02 : 0.002;
  await page.mouse.wheel(0, -Math.log2((zoom * 100) / Number.parseInt(percent)) / speed);
  await page.keyboard.up('Control');
}
