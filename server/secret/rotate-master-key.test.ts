import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import { chainSeal } from '#server/audit/chain.ts';
import { type TestDatabase, createTestDatabase } from '#server/testing/test-database.ts';
import { createPool } from '#server/db/pool.ts';
import { createSecret } from './create-secret.ts';
import { ensureMasterKey } from './master-key.ts';
import { openSecret } from './open-secret.ts';
import { rotateMasterKey } from './rotate-master-key.ts';

const OLD = 'the old master key, long enough for it';
const NEW = 'the new master key, long enough for it';
const COUNT = 120;

let database: TestDatabase;
let owner: Actor;

beforeEach(async () => {
  database = await createTestDatabase();
  await ensureMasterKey(database.pool, OLD);
  const workspace = await database.prisma.workspace.create({ data: { name: 'W' } });
  const user = { id: randomUUID(), name: 'Owner', email: 'owner@example.com' };
  owner = { workspaceId: workspace.id, user, role: 'owner', approver: true, via: 'session', scopes: null };
  for (let n = 0; n < COUNT; n += 1) {
    await createSecret(depsOf(OLD), owner, { name: `s${n}`, value: `the value ${n}`, hosts: ['a.example.com'] });
  }
});
afterEach(() => database.drop());

const depsOf = (masterKey: string) => ({ pool: database.pool, env: { masterKey } });
const open = (masterKey: string, n: number) =>
  openSecret(depsOf(masterKey), { workspaceId: owner.workspaceId, name: `s${n}` }, 'a.example.com');
const rotate = (onBatch?: () => void) => rotateMasterKey(database.pool, { oldKey: OLD, newKey: NEW, onBatch });

async function isSealed(masterKey: string): Promise<boolean> {
  const head = await database.prisma.auditHead.findUniqueOrThrow({ where: { workspaceId: owner.workspaceId } });
  return head.seal === chainSeal(masterKey, owner.workspaceId, head.seq, head.hash);
}

describe('S-30: rotating the master key', () => {
  test('every secret opens with the new key alone, the audit log is sealed with it, and it says so', async () => {
    expect(await rotate()).toBe(COUNT);
    expect(await open(NEW, 7)).toBe('the value 7');
    expect(await open(NEW, COUNT - 1)).toBe(`the value ${COUNT - 1}`);
    await expect(open(OLD, 7)).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(ensureMasterKey(database.pool, NEW)).resolves.toBeUndefined();
    await expect(ensureMasterKey(database.pool, OLD)).rejects.toThrow(/^The master key is not the one/);
    expect(await isSealed(NEW)).toBe(true);
    expect(await database.prisma.auditEntry.count({ where: { action: 'masterKey.rotated' } })).toBe(1);
    // Once more changes nothing.
    expect(await rotate()).toBe(COUNT);
  });

  test('killed in the middle, nothing starts until it is run again, and then all is there', async () => {
    const killed = rotate(() => {
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    for (const key of [OLD, NEW]) {
      await expect(ensureMasterKey(database.pool, key)).rejects.toThrow(/rotation of the master key was not finished/);
    }
    await expect(
      rotateMasterKey(database.pool, { oldKey: OLD, newKey: 'a third master key, long enough for it' }),
    ).rejects.toThrow(/was not finished/);
    expect(await rotate()).toBe(COUNT);
    for (const n of [0, 60, COUNT - 1]) expect(await open(NEW, n)).toBe(`the value ${n}`);
  });

  test('a wrong old key changes nothing, and neither does a running Fermata', async () => {
    await expect(rotateMasterKey(database.pool, { oldKey: NEW, newKey: `${NEW}!` })).rejects.toThrow(/is not the one/);
    const web = createPool(database.url, { max: 1, name: 'fermata web' });
    await web.query('SELECT 1');
    await expect(rotate()).rejects.toThrow('Stop Fermata first');
    await web.end();
    expect(await open(OLD, 1)).toBe('the value 1');
  });

  test('an audit log that was cut before is not sealed again', async () => {
    await database.pool.query("UPDATE audit_head SET seal = 'forged'");
    await rotate();
    expect(await isSealed(NEW)).toBe(false);
  });
});
