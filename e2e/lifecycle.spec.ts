import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { killProgram, processesOf } from './fixtures/processes.ts';
import { launchProduct, type Product, startProduct } from './fixtures/product.ts';
import { attachTerminal } from './fixtures/test.ts';

// One product has one trouble after the other, and is stopped at the end.
test.describe.configure({ mode: 'serial' });

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterEach(({}, testInfo) => attachTerminal(testInfo, product));
test.afterAll(() => product.dispose());

const ALL = ['postgres', 'runner', 'web'];

test('a second start on the same data says so and stops; the first goes on', async () => {
  const second = await launchProduct({ dataDir: product.dataDir });
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`Fermata is already running on the data in ${product.dataDir}`);
  expect((await fetch(`${product.url}/api/health`)).status).toBe(200);
});

test('a lost runner, web server or database is started again, with a sentence', async () => {
  for (const [what, title] of [
    ['runner', 'runner'],
    ['web', 'web server'],
  ] as const) {
    const seen = product.output().length;
    await killProgram(product, what);
    await product.untilOutput(`The ${title} stopped unexpectedly (killed by SIGKILL). Starting it again.`, seen);
    await product.untilOutput(`The ${title} runs again.`, seen);
  }
  const seen = product.output().length;
  process.kill(await databasePid(product), 'SIGKILL');
  await product.untilOutput('The database stopped unexpectedly. Starting it again.', seen);
  await product.untilOutput('The database runs again.', seen);
  await expect.poll(async () => (await fetch(`${product.url}/api/health`).catch(() => null))?.status).toBe(200);
});

test('killed without warning, it leaves no program behind but the database, which the next start takes over', async () => {
  const pid = await databasePid(product);
  product.kill('SIGKILL');
  await product.exited;
  product = await startProduct({ dataDir: product.dataDir, port: product.port });
  expect(product.output()).toContain('taking over');
  expect(await databasePid(product)).toBe(pid);
  await expect.poll(() => programsOf(product)).toEqual(ALL);
});

test('Ctrl-C stops everything in order and cleanly', async () => {
  expect(await programsOf(product)).toEqual(ALL);
  product.kill('SIGINT');
  expect(await product.exited).toBe(0);
  expect(await programsOf(product)).toEqual([]);
  await expect(fetch(product.url)).rejects.toThrow();
});

async function programsOf(product: Product): Promise<string[]> {
  return (await processesOf(product)).map(({ what }) => what).sort();
}

async function databasePid(product: Product): Promise<number> {
  return Number((await readFile(join(product.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
