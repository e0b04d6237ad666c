import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';

/** One step of a hand for each frame of a 60 Hz screen. */
const STEP_MS = 16;
const GESTURE_STEPS = 90;

interface Recorder {
  benchFrames: number[];
  benchRecording: boolean;
  fermataRenderCounts: Record<string, number>;
}

/** Frame times in milliseconds. */
export interface Frames {
  p50: number;
  p95: number;
  worst: number;
}

/** Goes into every page before its own scripts: switches the render counters on and can record frame times. */
export function installRecorder(): void {
  const own = globalThis as unknown as Recorder;
  own.fermataRenderCounts = {};
  own.benchFrames = [];
  let last = 0;
  const tick = (now: number): void => {
    if (own.benchRecording && last > 0) own.benchFrames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/** Times of the frames that the page drew while `work` went on. */
export async function recordFrames(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    Object.assign(globalThis, { benchFrames: [], benchRecording: true });
  });
  await work();
  const frames = await page.evaluate(() => {
    const own = globalThis as unknown as Recorder;
    own.benchRecording = false;
    return own.benchFrames;
  });
  const sorted = frames.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), worst: at(1) };
}

/** How often what was rendered since the page was opened: `card`, `badge`, `edge`, `canvas`. */
export function renderCounts(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => ({ ...(globalThis as unknown as Recorder).fermataRenderCounts }));
}

/** Live objects of the page in MB, garbage collected first. */
export async function heapMb(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

/** Pulls the canvas to and fro with the middle button. */
export async function pan(page: Page): Promise<void> {
  const { x, y } = await middle(page);
  await page.mouse.move(x, y);
  await page.mouse.down({ button: 'middle' });
  await along(async (share) => page.mouse.move(x - 400 * Math.sin(share * Math.PI), y - 150 * share));
  await page.mouse.up({ button: 'middle' });
}

/** Turns the wheel with Ctrl, out and in again. */
export async function zoom(page: Page): Promise<void> {
  const { x, y } = await middle(page);
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await along(async (share) => page.mouse.wheel(0, share < 0.5 ? 12 : -12));
  await page.keyboard.up('Control');
}

/** Drags a card about and puts it back where it was. */
export async function dragNode(page: Page, title: string): Promise<void> {
  const box = await page.getByRole('group', { name: title }).first().boundingBox();
  if (!box) throw new Error(`${title} is not on the screen`);
  const from = { x: box.x + box.width / 2, y: box.y + 12 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await along(async (share) => {
    const angle = share * 2 * Math.PI;
    await page.mouse.move(from.x + 80 * Math.sin(angle), from.y + 80 * (1 - Math.cos(angle)));
  });
  await page.mouse.up();
}

async function middle(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId('canvas').boundingBox();
  if (!box) throw new Error('There is no canvas on the screen');
  // Beside the middle, where cards stand: the gestures begin on the ground between two rows.
  return { x: box.x + box.width / 2 + 3, y: box.y + box.height / 2 + 1 };
}

async function along(step: (share: number) => Promise<void>): Promise<void> {
  for (let index = 1; index <= GESTURE_STEPS; index++) {
    const next = sleep(STEP_MS);
    await step(index / GESTURE_STEPS);
    await next;
  }
}
