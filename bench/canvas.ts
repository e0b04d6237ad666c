import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type APIRequestContext, type Browser, type Page, chromium, request } from '@playwright/test';
import { ensureBuilt, ensureGenerated } from '#server/main/prepare.ts';
import { findOrInstallBrowser } from '#scripts/browser.ts';
import { startProduct } from '#e2e/fixtures/product.ts';
import { benchDocument } from './canvas/bench-document.ts';
import {
  dragNode,
  type Frames,
  heapMb,
  installRecorder,
  pan,
  recordFrames,
  renderCounts,
  zoom,
} from './canvas/canvas-page.ts';

/**
 * `npm run bench:canvas`: the editor and a live run with 100, 1,000 and 5,000 nodes, with real mouse and wheel input in
 * Chromium. Frame times depend on the machine: what counts is each figure beside that of 100 nodes of the same run.
 * `--sizes 100,1000` chooses sizes, `--json <file>` also writes the figures there.
 */

interface Result {
  nodes: number;
  /** From the navigation to an inspector that a click on a card has opened. */
  interactiveMs: number;
  heapMb: number;
  pan: Frames;
  zoom: Frames;
  drag: Frames;
  /** Panned with everything in view. */
  overview: Frames;
  live: Frames & { eventsPerSecond: number; rendersPerEvent: Record<string, number> };
}

const OWNER = { email: 'bench@example.org', password: 'bench and nothing else' };
const KEY = `fmt_${'be4c'.repeat(10)}`;
const SETTLE_MS = 1_500;
const LIVE_MS = 5_000;
const READY_MS = 120_000;

const { values: options } = parseArgs({
  options: { sizes: { type: 'string', default: '100,1000,5000' }, json: { type: 'string' } },
});

await ensureGenerated();
await ensureBuilt(() => console.log('Building the web application.'));
const product = await startProduct({
  env: { FERMATA_OWNER_EMAIL: OWNER.email, FERMATA_OWNER_PASSWORD: OWNER.password, FERMATA_API_KEY: KEY },
});
const browser = await chromium.launch({
  executablePath: await findOrInstallBrowser(),
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const results: Result[] = [];
  for (const size of options.sizes.split(',').map(Number)) {
    results.push(await measure(browser, product.url, size));
    print(results);
  }
  if (options.json) await writeFile(options.json, JSON.stringify(results, null, 2));
} finally {
  await browser.close();
  await product.dispose();
}

async function measure(on: Browser, url: string, size: number): Promise<Result> {
  const api = await request.newContext({ baseURL: url, extraHTTPHeaders: { authorization: `Bearer ${KEY}` } });
  const name = `bench_${size}`;
  const put = await api.put(`/api/v1/workflows/${name}?publish=true`, { data: benchDocument(name, size) });
  if (!put.ok()) throw new Error(await put.text());
  const editor = await signedIn(on, url);
  const interactiveMs = await openEditor(editor, name);
  await sleep(SETTLE_MS);
  const heap = await heapMb(editor);
  const drag = await recordFrames(editor, () => dragNode(editor, 'Agent 3'));
  const panning = await recordFrames(editor, () => pan(editor));
  const zooming = await recordFrames(editor, () => zoom(editor));
  await editor.keyboard.press('Shift+1');
  await sleep(SETTLE_MS);
  const overview = await recordFrames(editor, () => pan(editor));
  await editor.context().close();
  const live = await watchRun(await signedIn(on, url), api, name);
  await api.dispose();
  return { nodes: size, interactiveMs, heapMb: heap, pan: panning, zoom: zooming, drag, overview, live };
}

async function signedIn(on: Browser, url: string): Promise<Page> {
  const context = await on.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url });
  const page = await context.newPage();
  await page.addInitScript(installRecorder);
  const answer = await page.request.post('/api/auth/sign-in/email', { data: OWNER, headers: { origin: url } });
  if (!answer.ok()) throw new Error(await answer.text());
  return page;
}

async function openEditor(page: Page, name: string): Promise<number> {
  const began = performance.now();
  await page.goto(`/workflows/${name}`, { waitUntil: 'commit' });
  await page.getByRole('group', { name: 'Agent: Agent 0' }).click({ timeout: READY_MS });
  await page.getByRole('complementary').getByText('agent_0').first().waitFor({ timeout: READY_MS });
  return performance.now() - began;
}

async function watchRun(page: Page, api: APIRequestContext, name: string): Promise<Result['live']> {
  const started = await api.post(`/api/v1/workflows/${name}/runs`, { data: { input: {} } });
  if (!started.ok()) throw new Error(await started.text());
  const { id } = await started.json();
  await page.goto(`/runs/${id}`);
  await page.getByRole('group', { name: 'Agent: Agent 0' }).waitFor({ timeout: READY_MS });
  await sleep(2 * SETTLE_MS);
  const before = { renders: await renderCounts(page), events: await lastSeq(api, id) };
  const frames = await recordFrames(page, () => sleep(LIVE_MS));
  const after = { renders: await renderCounts(page), events: await lastSeq(api, id, before.events) };
  await api.post(`/api/v1/runs/${id}/cancel`, { data: {} });
  await page.context().close();
  const events = after.events - before.events;
  if (events === 0) throw new Error(`The run ${id} stood still while it was watched.`);
  const per = (what: string): number => ((after.renders[what] ?? 0) - (before.renders[what] ?? 0)) / events;
  return {
    ...frames,
    eventsPerSecond: events / (LIVE_MS / 1000),
    rendersPerEvent: { badge: per('badge'), card: per('card'), edge: per('edge'), canvas: per('canvas') },
  };
}

/** The number of the run's last event; `from`: one that is known. */
async function lastSeq(api: APIRequestContext, id: string, from = 0): Promise<number> {
  let last = from;
  for (;;) {
    const { items } = await (await api.get(`/api/v1/runs/${id}/events?after=${last}&limit=100`)).json();
    const end = items.at(-1)?.seq;
    if (end === undefined) return last;
    last = end;
  }
}

function print(results: Result[]): void {
  const base = results[0];
  const frames = (of: Frames, than: Frames | undefined): string =>
    `${of.p50.toFixed(0)} / ${of.p95.toFixed(0)} / ${of.worst.toFixed(0)} (${than ? (of.p95 / than.p95).toFixed(2) : '–'}x)`;
  console.log('\nframes: p50 / p95 / worst in ms (p95 beside the first size)');
  console.table(
    Object.fromEntries(
      results.map((result) => [
        `${result.nodes} nodes`,
        {
          interactive: `${Math.round(result.interactiveMs)} ms`,
          heap: `${result.heapMb.toFixed(0)} MB`,
          pan: frames(result.pan, base?.pan),
          zoom: frames(result.zoom, base?.zoom),
          drag: frames(result.drag, base?.drag),
          overview: frames(result.overview, base?.overview),
          [`live`]: frames(result.live, base?.live),
          'events/s': Math.round(result.live.eventsPerSecond),
          'renders/event': Object.entries(result.live.rendersPerEvent)
            .map(([what, count]) => `${what} ${count.toFixed(2)}`)
            .join(', '),
        },
      ]),
    ),
  );
}
