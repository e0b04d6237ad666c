import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/test-database.ts';
import { prepareDatabase } from './prepare-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('processes that start together on a new database all find it ready', async () => {
  const name = `${new URL(database.url).pathname.slice(1)}_together`;
  await database.pool.query(`CREATE DATABASE ${name}`);
  const url = new URL(`/${name}`, database.url).href;
  const applied = await Promise.all([1, 2, 3].map(() => prepareDatabase(url)));
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  await database.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
});
