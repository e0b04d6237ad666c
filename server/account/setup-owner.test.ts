import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/test-database.ts';
import { createLog } from '#server/log.ts';
import { readEnv } from '#server/env.ts';
import { sha256 } from '#server/ids.ts';
import { ensureOwnerFromEnv } from './ensure-owner.ts';
import { setupOwner } from './setup-owner.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const log = createLog('silent', 'test');
const envWith = (settings: Record<string, string>) =>
  readEnv({ DATABASE_URL: database.url, FERMATA_MASTER_KEY: 'test master key with enough letters', ...settings });

test('S-27: fifty setups at the same time make one owner, and the others are told', async () => {
  const setups = Array.from({ length: 50 }, (_, n) =>
    setupOwner(database, { name: `Owner ${n}`, email: `owner${n}@example.com`, password: 'correct horse' }),
  );
  const results = await Promise.allSettled(setups);
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  const refusals = results.filter((result) => result.status === 'rejected').map((result) => result.reason.code);
  expect(refusals).toEqual(Array.from({ length: 49 }, () => 'CONFLICT'));
  expect(await database.prisma.user.count()).toBe(1);
  expect(await database.prisma.workspace.count()).toBe(1);
  expect(await database.prisma.membership.findMany()).toMatchObject([{ role: 'owner', approver: true }]);
});

test('S-27: setup is closed once there is an owner', async () => {
  const input = { name: 'Owner', email: 'owner@example.com', password: 'correct horse' };
  await setupOwner(database, input);
  await expect(setupOwner(database, { ...input, email: 'second@example.com' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

test('the owner and the key of the environment are made once by any number of processes', async () => {
  const env = envWith({
    FERMATA_OWNER_EMAIL: 'owner@example.com',
    FERMATA_OWNER_PASSWORD: 'correct horse',
    FERMATA_API_KEY: 'fmt_a-key-that-is-long-enough',
  });
  await Promise.all(Array.from({ length: 5 }, () => ensureOwnerFromEnv({ env, prisma: database.prisma, log })));
  expect(await database.prisma.user.count()).toBe(1);
  const keys = await database.prisma.apiKey.findMany();
  expect(keys).toMatchObject([{ hash: sha256('fmt_a-key-that-is-long-enough'), revokedAt: null }]);
  expect(keys[0]?.scopes).toContain('run:start');
  expect(keys[0]?.scopes).not.toContain('member:manage');
});

test('another key in the environment ends the previous one, and going back revives it', async () => {
  const base = { FERMATA_OWNER_EMAIL: 'owner@example.com', FERMATA_OWNER_PASSWORD: 'correct horse' };
  const start = (key: string) =>
    ensureOwnerFromEnv({ env: envWith({ ...base, FERMATA_API_KEY: key }), prisma: database.prisma, log });
  const live = async () =>
    (await database.prisma.apiKey.findMany({ where: { revokedAt: null } })).map((key) => key.hash);
  await start('fmt_first-key-of-this-place');
  await start('fmt_second-key-of-this-place');
  expect(await live()).toEqual([sha256('fmt_second-key-of-this-place')]);
  await start('fmt_first-key-of-this-place');
  expect(await live()).toEqual([sha256('fmt_first-key-of-this-place')]);
});

test('a setting that cannot work is refused with the name of the variable', async () => {
  const start = (settings: Record<string, string>) =>
    ensureOwnerFromEnv({ env: envWith(settings), prisma: database.prisma, log });
  await expect(start({ FERMATA_OWNER_EMAIL: 'owner@example.com' })).rejects.toThrow('FERMATA_OWNER_PASSWORD');
  await expect(
    start({
      FERMATA_OWNER_EMAIL: 'owner@example.com',
      FERMATA_OWNER_PASSWORD: 'correct horse',
      FERMATA_API_KEY: 'short',
    }),
  ).rejects.toThrow('FERMATA_API_KEY');
});
