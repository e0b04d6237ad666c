import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { ensureMasterKey } from '#server/secret/master-key.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import type { AuditFault } from './audit.schema.ts';
import { recordAudit } from './record-audit.ts';
import { verifyEveryAudit } from './verify-audit.ts';
import { verifyChain } from './verify.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const ENTRIES = 12;

async function write(actor: Actor, name: string): Promise<void> {
  await withTransaction(app.deps.pool, (client) => entry(client, actor, name));
}

function entry(client: PoolClient, actor: Actor, name: string): Promise<void> {
  return recordAudit(app.deps, client, actor, {
    action: 'workflow.published',
    target: { type: 'workflow', id: `id-${name}`, name },
    details: { version: 3, note: 'Größer; "quoted"', nested: { list: [1, null, true] } },
  });
}

/** Somebody's log of a few entries, in a workspace of its own. */
async function someLog(entries = ENTRIES): Promise<Actor> {
  const actor = await app.stranger();
  for (let n = 1; n <= entries; n += 1) await write(actor, `Workflow ${n}`);
  return actor;
}

/** What the log says after somebody worked on its tables with all rights, as the database's owner has. Undone again. */
async function afterTampering(
  { workspaceId }: Actor,
  tamper: (client: PoolClient) => Promise<unknown>,
): Promise<AuditFault | null> {
  const client = await app.deps.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await tamper(client);
    return (await verifyChain(client, app.deps.env.masterKey, workspaceId)).fault;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** `npm run verify-audit` as a person starts it on this database. */
async function command(masterKey: string): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: app.deps.env.databaseUrl, FERMATA_MASTER_KEY: masterKey };
  const args = ['--conditions=react-server', 'scripts/run.mjs', 'scripts/verify-audit.ts'];
  const run = promisify(execFile)(process.execPath, args, { env });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}

test('the command says what is whole, names the first bad entry, and does not take a wrong key for a forged log', async () => {
  const { env, pool } = app.deps;
  await ensureMasterKey(pool, env.masterKey);
  const { workspaceId } = await someLog(3);
  expect(await command(env.masterKey)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`Workspace ${workspaceId}: 3 entries, none changed.`),
  });
  const actor = await someLog(3);
  await withTransaction(pool, async (client) => {
    await client.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await client.query(`UPDATE audit_entry SET action = 'x' WHERE workspace_id = $1 AND seq = 2`, [actor.workspaceId]);
    await client.query('ALTER TABLE audit_entry ENABLE TRIGGER USER');
  });
  expect(await command(env.masterKey)).toMatchObject({
    code: 1,
    out: expect.stringContaining(`Workspace ${workspaceId}: 3 entries, none changed.`),
    err: expect.stringContaining(`Workspace ${actor.workspaceId}: entry 2, altered.`),
  });
  const wrong = await command('another master key with enough letters');
  expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('The master key is not the one') });
});

describe('the chain', () => {
  let actor: Actor;
  let at: [string];
  beforeAll(async () => {
    actor = await someLog();
    at = [actor.workspaceId];
  });
  const sql =
    (...statements: string[]) =>
    async (client: PoolClient) => {
      for (const statement of statements) await client.query(statement, at);
    };

  test('is whole as it was written', async () => {
    expect(await afterTampering(actor, async () => undefined)).toBeNull();
  });

  test('a changed character of any column of any entry is found, and the entry named', async () => {
    const texts = ['via', 'actor_id', 'actor_name', 'action', 'target_type', 'target_id', 'target_name', 'hash'];
    const change = fc.record({
      seq: fc.integer({ min: 1, max: ENTRIES }),
      column: fc.constantFrom(...texts),
      place: fc.nat(),
      by: fc.integer({ min: 1, max: 90 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ seq, column, place, by }) => {
        const fault = await afterTampering(actor, async (client) => {
          const { rows } = await client.query<{ text: string }>(
            `SELECT ${column} AS text FROM audit_entry WHERE workspace_id = $1 AND seq = $2`,
            [...at, seq],
          );
          const text = rows[0]!.text;
          const index = place % text.length;
          const other = String.fromCharCode(33 + ((text.charCodeAt(index) - 33 + by) % 94));
          const changed = text.slice(0, index) + other + text.slice(index + 1);
          if (changed === text) throw new Error('nothing was changed');
          await client.query(`UPDATE audit_entry SET ${column} = $3 WHERE workspace_id = $1 AND seq = $2`, [
            ...at,
            seq,
            changed,
          ]);
        });
        expect(fault).toMatchObject({ kind: 'altered', seq });
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['a moment', `at = at + interval '1 millisecond'`],
    ['a letter of the details', `details = replace(details::text, 'quoted', 'quotes')::json`],
    ['the form of the details, though not their meaning', `details = replace(details::text, ':3', ': 3')::json`],
    ['an actor that is taken away', 'actor_id = NULL'],
  ])('%s is found', async (_what, assignment) => {
    const fault = await afterTampering(
      actor,
      sql(`UPDATE audit_entry SET ${assignment} WHERE workspace_id = $1 AND seq = 5`),
    );
    expect(fault).toMatchObject({ kind: 'altered', seq: 5 });
  });

  test.each([
    ['an entry in the middle', 'seq = 6', 6],
    ['several in the middle', 'seq BETWEEN 6 AND 8', 6],
    ['the first one', 'seq = 1', 1],
  ])('%s that is missing is found', async (_what, where, seq) => {
    const fault = await afterTampering(actor, sql(`DELETE FROM audit_entry WHERE workspace_id = $1 AND ${where}`));
    expect(fault).toMatchObject({ kind: 'missing', seq });
  });

  test('a tail that was cut off is found, also with an end made to fit', async () => {
    const cut = `DELETE FROM audit_entry WHERE workspace_id = $1 AND seq > 9`;
    expect(await afterTampering(actor, sql(cut))).toMatchObject({ kind: 'cut', seq: 10 });
    const end = `UPDATE audit_head SET seq = 9, hash = (SELECT hash FROM audit_entry e WHERE e.workspace_id = $1 AND e.seq = 9)
                 WHERE workspace_id = $1`;
    expect(await afterTampering(actor, sql(cut, end))).toMatchObject({ kind: 'seal', seq: 9 });
    expect(await afterTampering(actor, sql('DELETE FROM audit_entry WHERE workspace_id = $1'))).toMatchObject({
      kind: 'cut',
      seq: 1,
    });
    expect(await afterTampering(actor, sql('DELETE FROM audit_head WHERE workspace_id = $1'))).toMatchObject({
      kind: 'seal',
    });
  });

  test.each(['seq = seq - 1', `hash = repeat('0', 64)`, `seal = repeat('0', 64)`])(
    'an end with %s is found',
    async (assignment) => {
      const fault = await afterTampering(actor, sql(`UPDATE audit_head SET ${assignment} WHERE workspace_id = $1`));
      expect(fault).toMatchObject({ kind: 'seal' });
    },
  );

  test.each([
    [4, 5],
    [3, 9],
    [1, 12],
  ])('entries %i and %i that changed places are found', async (a, b) => {
    const move = (from: number, to: number) =>
      `UPDATE audit_entry SET seq = ${to} WHERE workspace_id = $1 AND seq = ${from}`;
    const fault = await afterTampering(actor, sql(move(a, 1_000), move(b, a), move(1_000, b)));
    expect(fault).toMatchObject({ kind: 'reordered', seq: a });
    expect(fault?.message).toBe(`Entry ${a} is out of order: it was entry ${b}.`);
  });

  test('an entry slipped in before the first is found', async () => {
    const fault = await afterTampering(actor, (client) =>
      client.query(
        `INSERT INTO audit_entry SELECT workspace_id, 0, at, via, actor_id, actor_name, action, target_type, target_id,
           target_name, details, hash FROM audit_entry WHERE workspace_id = $1 AND seq = 1`,
        at,
      ),
    );
    expect(fault).toMatchObject({ kind: 'altered', seq: 1 });
  });
});

test('a rewritten log, and an older one put back, are found by a head that was kept elsewhere', async () => {
  const actor = await someLog(4);
  const verify = (seq: number, hash: string) => verifyEveryAudit(app.deps.pool, app.deps.env.masterKey, { seq, hash });
  const faultsOf = async (seq: number, hash: string) =>
    (await verify(seq, hash)).flatMap(({ workspaceId, verdict }) =>
      workspaceId === actor.workspaceId && verdict.fault ? [verdict.fault] : [],
    );
  const backup = await app.deps.prisma.auditHead.findUniqueOrThrow({ where: { workspaceId: actor.workspaceId } });
  await write(actor, 'Workflow 5');
  const noted = await app.deps.prisma.auditHead.findUniqueOrThrow({ where: { workspaceId: actor.workspaceId } });
  expect(await faultsOf(noted.seq, noted.hash)).toEqual([]);
  expect(await faultsOf(backup.seq, backup.hash)).toEqual([]);
  expect(await faultsOf(backup.seq, noted.hash)).toMatchObject([{ kind: 'expected', seq: 4 }]);

  await withTransaction(app.deps.pool, async (client) => {
    await client.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await client.query('DELETE FROM audit_entry WHERE workspace_id = $1 AND seq = 5', [actor.workspaceId]);
    await client.query('UPDATE audit_head SET seq = 4, hash = $2, seal = $3 WHERE workspace_id = $1', [
      actor.workspaceId,
      backup.hash,
      backup.seal,
    ]);
    await client.query('ALTER TABLE audit_entry ENABLE TRIGGER USER');
  });
  expect(await faultsOf(backup.seq, backup.hash)).toEqual([]);
  expect(await faultsOf(noted.seq, noted.hash)).toMatchObject([{ kind: 'expected', seq: 5 }]);
});

test('the next entry does not seal a log that was cut', async () => {
  const actor = await someLog(4);
  await withTransaction(app.deps.pool, async (client) => {
    await client.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await client.query('DELETE FROM audit_entry WHERE workspace_id = $1 AND seq > 2', [actor.workspaceId]);
    await client.query('ALTER TABLE audit_entry ENABLE TRIGGER USER');
    await client.query(
      `UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_entry e WHERE e.workspace_id = $1 AND e.seq = 2)
       WHERE workspace_id = $1`,
      [actor.workspaceId],
    );
  });
  await write(actor, 'Workflow 5');
  await write(actor, 'Workflow 6');
  expect(await afterTampering(actor, async () => undefined)).toMatchObject({ kind: 'seal', seq: 4 });
});

test('without the master key no end fits', async () => {
  const actor = await someLog(2);
  const reports = await verifyEveryAudit(app.deps.pool, 'another master key with enough letters', null);
  const report = reports.find(({ workspaceId }) => workspaceId === actor.workspaceId);
  expect(report?.verdict.fault).toMatchObject({ kind: 'seal', seq: 2 });
});

test('entries cannot be changed, deleted or emptied', async () => {
  const { workspaceId } = await someLog(2);
  for (const statement of [
    `UPDATE audit_entry SET action = 'x' WHERE workspace_id = '${workspaceId}'`,
    `DELETE FROM audit_entry WHERE workspace_id = '${workspaceId}'`,
    'TRUNCATE audit_entry',
  ]) {
    await expect(app.deps.pool.query(statement)).rejects.toThrow('append-only');
  }
});

test('fifty transactions at once make one chain without a gap, and one that fails leaves nothing', async () => {
  const actor = await app.stranger();
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, (_, n) =>
      withTransaction(app.deps.pool, async (client) => {
        await entry(client, actor, `Workflow ${n}`);
        if (n % 6 === 0) throw new Error('later in the transaction');
      }),
    ),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  const { rows } = await app.deps.pool.query<{ seq: number; name: string }>(
    'SELECT seq, target_name AS name FROM audit_entry WHERE workspace_id = $1 ORDER BY seq',
    [actor.workspaceId],
  );
  expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  expect(rows.every((row) => Number(row.name.split(' ')[1]) % 6 !== 0)).toBe(true);
  expect(await afterTampering(actor, async () => undefined)).toBeNull();
});
