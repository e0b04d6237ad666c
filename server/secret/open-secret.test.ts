import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, createTestApp } from '#server/testing/test-app.ts';
import { createSecret } from './create-secret.ts';
import { ensureMasterKey, refuseWrongMasterKey } from './master-key.ts';
import { openSecret } from './open-secret.ts';
import { redactor } from './redactor.ts';
import { replaceSecretValue } from './replace-secret-value.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const make = (name: string, value: string, hosts = ['api.example.com']) =>
  createSecret(app.deps, app.owner, { name, value, hosts });
const open = (name: string, host = 'api.example.com') =>
  openSecret(app.deps, { workspaceId: app.owner.workspaceId, name }, host);

describe('a secret', () => {
  test('comes back as it was kept, by name and by id, and is hidden from then on', async () => {
    const { id } = await make('pay_api', 'sk-live-äöü-123');
    expect(await open('pay_api')).toBe('sk-live-äöü-123');
    expect(await openSecret(app.deps, { workspaceId: app.owner.workspaceId, id }, 'API.example.com.')).toBe(
      'sk-live-äöü-123',
    );
    expect(redactor.text('It was sk-live-äöü-123.')).toBe('It was [secret pay_api].');
    const { rows } = await app.deps.pool.query('SELECT last_used_at FROM secret WHERE id = $1', [id]);
    expect(rows[0]).toMatchObject({ last_used_at: expect.any(Date) });
  });

  test('has its new value at once when it is replaced, and the old one is nowhere', async () => {
    const { id } = await make('twice', 'the first value');
    await replaceSecretValue(app.deps, app.owner, { id, value: 'the second value' });
    expect(await open('twice')).toBe('the second value');
    const { rows } = await app.deps.pool.query('SELECT version FROM secret_version WHERE secret_id = $1', [id]);
    expect(rows).toEqual([{ version: 2 }]);
  });

  test('belongs to its workspace', async () => {
    const stranger = await app.stranger();
    await make('mine', 'only for us');
    const attempt = openSecret(app.deps, { workspaceId: stranger.workspaceId, name: 'mine' }, 'api.example.com');
    await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that does not exist is said by its name', async () => {
    await expect(open('absent')).rejects.toThrow('There is no secret "absent".');
  });

  test('cannot be moved to another row, nor opened when a bit of it changes', async () => {
    const a = await make('row_a', 'value of row a');
    const b = await make('row_b', 'value of row b');
    const { pool } = app.deps;
    await pool.query(
      `UPDATE secret_version t SET wrapped_key = o.wrapped_key, sealed = o.sealed FROM secret_version o
       WHERE t.secret_id = $1 AND o.secret_id = $2`,
      [a.id, b.id],
    );
    await expect(open('row_a')).rejects.toMatchObject({ code: 'INTERNAL' });
    await pool.query(
      'UPDATE secret_version SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE secret_id = $1',
      [b.id],
    );
    await expect(open('row_b')).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('S-22: where a secret may go', () => {
  test.each([
    [['api.example.com'], 'api.example.com', true],
    [['api.example.com'], 'api.example.com:8443', true],
    [['api.example.com'], 'example.com', false],
    [['api.example.com'], 'api.example.com.evil.test', false],
    [['*.example.com'], 'a.b.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'evil-example.com', false],
    [['127.0.0.1'], '2130706433', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['::1'], '[::1]:80', true],
    [[], 'api.example.com', false],
  ])('%j and %s: %s', async (hosts, host, allowed) => {
    const name = `s${Math.random().toString(36).slice(2)}`;
    await make(name, 'a value to protect', hosts);
    const attempt = open(name, host);
    if (allowed) expect(await attempt).toBe('a value to protect');
    else await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test.each(['*', '*.com', '*.127.0.0.1', 'https://api.example.com', 'api.example.com/x', 'a b', 'u@h', 'x:1', ''])(
    '"%s" is refused as a host',
    async (host) => {
      await expect(make('bad_host', 'some value', [host])).rejects.toThrow(/is not a host/);
    },
  );

  test('use and refusal are in the audit log', async () => {
    await make('audited', 'audited value');
    await open('audited');
    await open('audited');
    await open('audited', 'evil.test').catch(() => undefined);
    const { rows } = await app.deps.pool.query<{ action: string; details: { host?: string } }>(
      "SELECT action, details FROM audit_entry WHERE target_name = 'audited' ORDER BY seq",
    );
    expect(rows.map(({ action, details }) => [action, details.host])).toEqual([
      ['secret.created', undefined],
      ['secret.used', 'api.example.com'],
      ['access.denied', 'evil.test'],
    ]);
  });
});

describe('what may be a secret', () => {
  test.each([
    [{ name: 'Pay' }, /begins with a small letter/],
    [{ value: 'short' }, /at least 6 characters/],
    [{ value: 'with\0nothing' }, /control characters/],
  ])('%j is refused', async (change, message) => {
    const input = { name: 'fine', value: 'long enough', hosts: [], ...change };
    await expect(createSecret(app.deps, app.owner, input)).rejects.toThrow(message);
  });

  test('a name is taken once', async () => {
    await make('taken', 'long enough');
    await expect(make('taken', 'long enough')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('the master key', () => {
  test('of another Fermata stops the start, in one sentence', async () => {
    await expect(ensureMasterKey(app.deps.pool, app.deps.env.masterKey)).resolves.toBeUndefined();
    await expect(refuseWrongMasterKey(app.deps.pool, app.deps.env.masterKey)).resolves.toBeUndefined();
    for (const look of [ensureMasterKey, refuseWrongMasterKey]) {
      await expect(look(app.deps.pool, 'another key that is long enough!')).rejects.toThrow(
        /^The master key is not the one that the secrets in this database are encrypted with/,
      );
    }
  });

  test('of fifty first starts with two keys, one key wins', async () => {
    const { pool } = app.deps;
    const { rows } = await pool.query('DELETE FROM master_key RETURNING id, "check"');
    const keys = Array.from({ length: 50 }, (_, n) => `key number ${n % 2} that is long enough`);
    const starts = await Promise.allSettled(keys.map((key) => ensureMasterKey(pool, key)));
    const winners = new Set(keys.filter((_key, n) => !/not the one/.test(reasonOf(starts[n]))));
    expect(winners.size).toBe(1);
    await pool.query('DELETE FROM master_key');
    await pool.query('INSERT INTO master_key (id, "check") VALUES ($1, $2)', [rows[0].id, rows[0].check]);
  });
});

function reasonOf(result: PromiseSettledResult<void> | undefined): string {
  return result?.status === 'rejected' ? String(result.reason) : '';
}
