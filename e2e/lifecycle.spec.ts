import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { killProgram, processesOf } from './fixtures/processes.ts';
import { launchProduct, type Product, startProduct } from './fixtures/product.ts';

// One product per test, some started twice.
test.describe.configure({ timeout: 120_000 });

test('Ctrl-C stops everything in order and cleanly', async () => {
  const product = await startProduct();
  const processes = await processesOf(product);
  expect(processes.map((it) => it.what).sort()).toEqual(['postgres', 'runner', 'web']);
  product.kill('SIGINT');
  expect(await product.exited).toBe(0);
  expect(await processesOf(product)).toEqual([]);
  await expect(fetch(product.url)).rejects.toThrow();
  await product.dispose();
});

test('a second start on the same data says so and stops; the first goes on', async () => {
  const first = await startProduct();
  const second = await launchProduct({ dataDir: first.dataDir });
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`Fermata is already running on the data in ${first.dataDir}`);
  expect((await fetch(`${first.url}/api/health`)).status).toBe(200);
  await first.dispose();
});

test('killed without warning, it leaves no program behind but the database, which the next start takes over', async () => {
  const first = await startProduct();
  const pid = await databasePid(first);
  first.kill('SIGKILL');
  await first.exited;
  const second = await startProduct({ dataDir: first.dataDir, port: first.port });
  expect(second.output()).toContain('taking over');
  expect(await databasePid(second)).toBe(pid);
  await expect
    .poll(async () => (await processesOf(second)).map((it) => it.what).sort())
    .toEqual(['postgres', 'runner', 'web']);
  await second.dispose();
});

test('a lost runner, web server or database is started again, with a sentence', async () => {
  const product = await startProduct();
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
  await product.dispose();
});

async function databasePid(product: Product): Promise<number> {
  return Number((await readFile(join(product.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
