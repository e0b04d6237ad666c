import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/test-database.ts';
import { startTransactionPooler } from '#server/testing/transaction-pooler.ts';
import { checkDatabase } from './check-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url);
  change(url);
  return url.href;
}

test('a database of our own is fine', async () => {
  await expect(checkDatabase(database.url)).resolves.toBeUndefined();
});

test('one that is down is named by its address', async () => {
  const url = changed((it) => (it.port = '1'));
  await expect(checkDatabase(url)).rejects.toThrow(/^No database answers at 127\.0\.0\.1:1\//);
});

test('a host that nobody knows is said so', async () => {
  const url = changed((it) => (it.hostname = 'nowhere.invalid'));
  await expect(checkDatabase(url)).rejects.toThrow(/nowhere\.invalid.*(is not known|cannot be looked up)/);
});

test('a wrong password is said so, and no password is shown', async () => {
  const url = changed((it) => (it.password = 'wrong-secret'));
  await expect(checkDatabase(url)).rejects.toThrow(/refused the user or password/);
  await expect(checkDatabase(url)).rejects.not.toThrow(/wrong-secret/);
});

test('a database that does not exist is said so', async () => {
  const url = changed((it) => (it.pathname = '/absent'));
  await expect(checkDatabase(url)).rejects.toThrow(/\/absent\) does not exist/);
});

test('something that accepts and never answers is given up', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(checkDatabase(`postgresql://u:p@127.0.0.1:${port}/d`)).rejects.toThrow(/does not answer/);
  server.close();
});

test.each([1, 2, 5])('a pooler in transaction mode with %i connections is refused', async (size) => {
  const pooler = await startTransactionPooler(database.url, size);
  await expect(checkDatabase(pooler.url)).rejects.toThrow(/pooler in transaction mode/);
  await pooler.stop();
});
