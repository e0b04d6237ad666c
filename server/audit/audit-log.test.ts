import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import { decideApproval } from '#server/approval/decide-approval.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { getAuditExport } from '#server/http/audit-export.ts';
import { handleRest } from '#server/http/rest/dispatch.ts';
import { cancelRun } from '#server/run/signal-run.ts';
import { journal, parkAtGate, publishGate } from '#server/testing/parked-gate.ts';
import { createTestApp, gateDocument, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { saveDraft } from '#server/workflow/save-draft.ts';
import type { AuditEntry, ListAuditInput } from './audit.schema.ts';
import { listAudit, listAuditActors } from './list-audit.ts';
import { recordAudit } from './record-audit.ts';
import { recordDenial } from './record-denial.ts';
import { FermataError } from '#core/errors.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const logOf = async (actor: Actor, input: ListAuditInput = {}): Promise<AuditEntry[]> =>
  (await listAudit(app.deps, actor, input)).items;

describe('what is written down', () => {
  test('creating, editing, publishing, deciding and stopping, each once with who and what', async () => {
    const owner = await app.stranger();
    const gate = await parkAtGate(app, {}, owner);
    const { workflow } = await app.as(owner).run.get({ id: gate.runId });
    await decideApproval(app.deps, owner, {
      id: gate.approvalId,
      decision: 'approved',
      payloadHash: gate.payloadHash,
      comment: 'Fine',
      values: { amount: 6 },
    });
    await cancelRun(app.deps, owner, { id: gate.runId, reason: 'No longer needed' });
    await cancelRun(app.deps, owner, { id: gate.runId });
    const log = await logOf(owner);
    expect(log.map(({ action }) => action)).toEqual([
      'run.cancelled',
      'approval.decided',
      'workflow.published',
      'workflow.created',
    ]);
    expect(log.every(({ actor }) => actor.id === owner.user.id && actor.name === owner.user.name)).toBe(true);
    expect(log[0]).toMatchObject({
      target: { type: 'run', id: gate.runId, href: `/runs/${gate.runId}` },
      details: { reason: 'No longer needed' },
    });
    expect(log[1]).toMatchObject({
      target: { id: gate.approvalId, name: 'Approve it', href: `/approvals/${gate.approvalId}` },
      details: { decision: 'approved', comment: 'Fine', edited: ['amount'], seen: gate.payloadHash },
    });
    expect(log[2]).toMatchObject({
      target: { type: 'workflow', href: `/workflows/${workflow.name}` },
      details: { version: 1 },
    });
  });

  test('what was deleted since has no link, what it belonged to keeps its own', async () => {
    const owner = await app.stranger();
    const { runId } = await parkAtGate(app, {}, owner);
    const { workflow } = await app.as(owner).run.get({ id: runId });
    await cancelRun(app.deps, owner, { id: runId });
    await journal(app, owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
    const links = async () => (await logOf(owner)).map(({ action, target }) => [action, target.href]);
    const before = [
      ['workflow.published', `/workflows/${workflow.name}`],
      ['workflow.created', `/workflows/${workflow.name}`],
    ];
    expect(await links()).toEqual([['run.cancelled', `/runs/${runId}`], ...before]);
    await app.as(owner).run.delete({ ids: [runId] });
    expect(await links()).toEqual([['run.deleted', null], ['run.cancelled', null], ...before]);
  });

  test('of saves that come every second, the first one after somebody else', async () => {
    const owner = await app.stranger();
    const other = await app.member('editor', { workspaceId: owner.workspaceId });
    const name = await publishGate(app, {}, owner);
    const document = gateDocument(name);
    const save = (actor: Actor, baseRevision: number) =>
      saveDraft(app.deps, actor, {
        name,
        baseRevision,
        document: { ...document, metadata: { name, title: `T${baseRevision}` } },
      });
    for (const [actor, base] of [
      [owner, 1],
      [owner, 2],
      [other, 3],
      [other, 4],
      [owner, 5],
      [owner, 6],
    ] as const) {
      expect(await save(actor, base)).toEqual({ status: 'saved', revision: base + 1 });
    }
    expect(await save(owner, 3)).toMatchObject({ status: 'conflict' });
    const edits = (await logOf(owner)).filter(({ action }) => action === 'workflow.edited').reverse();
    expect(edits.map(({ actor, details }) => [actor.id, details['revision']])).toEqual([
      [owner.user.id, 2],
      [other.user.id, 4],
      [owner.user.id, 6],
    ]);
  });

  test('what fails leaves no entry', async () => {
    const owner = await app.stranger();
    const gate = await parkAtGate(app, {}, owner);
    const before = (await logOf(owner)).length;
    const stale = decideApproval(app.deps, owner, { id: gate.approvalId, decision: 'approved', payloadHash: 'x' });
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await logOf(owner)).toHaveLength(before);
  });
});

describe('refusals', () => {
  test('are written down for procedures, routes and downloads, with permission and path', async () => {
    const owner = await app.stranger();
    const viewer = await app.member('viewer', { workspaceId: owner.workspaceId });
    await expect(app.as(viewer).workflow.create({ title: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const authorization = await app.keyOf(viewer, ['workflow:view']);
    const put = new Request(`${ORIGIN}/api/v1/workflows/x`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(gateDocument('x')),
    });
    expect((await handleRest(put, app)).status).toBe(403);
    const download = new Request(`${ORIGIN}/api/audit/export?format=csv`, { headers: { authorization } });
    expect((await getAuditExport(download, app)).status).toBe(403);
    const log = await logOf(owner, { group: 'denials' });
    expect(log.map(({ target, via, details }) => [target.name, via, details['permission']])).toEqual([
      ['GET /api/audit/export', 'api-key', 'audit:view'],
      ['PUT /api/v1/workflows/{name}', 'api-key', 'workflow:edit'],
      ['workflow.create', 'session', 'workflow:edit'],
    ]);
    expect(log[0]?.actor.id).toBe(viewer.user.id);
  });

  test('of the same kind are written once a minute, however often they are tried', async () => {
    const owner = await app.stranger();
    const refusal = new FermataError('FORBIDDEN', 'No.', { details: { permission: 'run:start' } });
    const deny = (path: string, nowMs: number) => recordDenial(app.deps, owner, path, refusal, nowMs);
    const start = Date.now();
    await Promise.all(Array.from({ length: 200 }, () => deny('run.start', start)));
    await deny('run.again', start);
    await deny('run.start', start + 59_999);
    expect(await logOf(owner)).toHaveLength(2);
    await deny('run.start', start + 60_000);
    expect((await logOf(owner)).map(({ target }) => target.name)).toEqual(['run.start', 'run.again', 'run.start']);
  });

  test('of a visitor, who is nobody, are not', async () => {
    const count = () => app.deps.prisma.auditEntry.count();
    const before = await count();
    await expect(app.as(null).workflow.create({ title: 'X' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await count()).toBe(before);
  });
});

describe('the list', () => {
  let owner: Actor;
  let editor: Actor;
  beforeAll(async () => {
    owner = await app.stranger();
    editor = await app.member('editor', { workspaceId: owner.workspaceId });
    for (let n = 1; n <= 7; n += 1) {
      await withTransaction(app.deps.pool, (client) =>
        recordAudit(app.deps, client, n % 2 ? owner : { workspaceId: owner.workspaceId, system: 'Runner' }, {
          action: n % 2 ? 'member.changed' : 'secret.used',
          target:
            n % 2 ? { type: 'member', id: `m${n}`, name: `Ana ${n}` } : { type: 'secret', id: `s${n}`, name: '=cmd()' },
          details: { n },
        }),
      );
    }
  });
  const seqs = async (input: ListAuditInput) => (await logOf(owner, input)).map(({ seq }) => seq);

  test('is paged from the newest on, without a gap or a double', async () => {
    const first = await listAudit(app.deps, owner, { limit: 3 });
    const second = await listAudit(app.deps, owner, { limit: 3, before: first.nextBefore ?? 0 });
    const third = await listAudit(app.deps, owner, { limit: 3, before: second.nextBefore ?? 0 });
    expect([first, second, third].flatMap(({ items }) => items.map(({ seq }) => seq))).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(third.nextBefore).toBeNull();
  });

  test('is filtered by person, group, target and time', async () => {
    expect(await seqs({ by: owner.user.id })).toEqual([7, 5, 3, 1]);
    expect(await seqs({ by: 'system' })).toEqual([6, 4, 2]);
    expect(await seqs({ group: 'people' })).toEqual([7, 5, 3, 1]);
    expect(await seqs({ group: 'keys' })).toEqual([6, 4, 2]);
    expect(await seqs({ target: 'ana 5' })).toEqual([5]);
    expect(await seqs({ target: 's4' })).toEqual([4]);
    expect(await seqs({ target: '%' })).toEqual([]);
    const [, , , fourth] = await logOf(owner);
    expect(await seqs({ from: fourth!.at })).toEqual([7, 6, 5, 4]);
    expect(await seqs({ until: fourth!.at })).toEqual([3, 2, 1]);
    expect(await listAuditActors(app.deps, owner)).toEqual([{ id: owner.user.id, name: owner.user.name }]);
  });

  test('S-20: shows nothing of another workspace', async () => {
    const stranger = await app.stranger();
    expect(await logOf(stranger)).toEqual([]);
    expect(await logOf(stranger, { by: owner.user.id })).toEqual([]);
    expect(await listAuditActors(app.deps, stranger)).toEqual([]);
    await expect(listAudit(app.deps, editor, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('is a file, by the same filters, with no cell that a spreadsheet would run', async () => {
    const authorization = await app.keyOf(owner, ['audit:view']);
    const get = async (query: string) => {
      const url = `${ORIGIN}/api/audit/export?${query}`;
      return getAuditExport(new Request(url, { headers: { authorization } }), app);
    };
    const csv = await get('format=csv&group=keys');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('audit.csv');
    expect(csv.headers.get('cache-control')).toBe('no-store');
    const lines = (await csv.text()).split('\r\n');
    expect(lines[0]).toMatch(/^"seq","at","actor"/);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain(`"secret","'=cmd()","s6","{""n"":6}"`);

    const jsonLines = (await (await get('format=jsonl')).text()).trimEnd().split('\n');
    const entries = jsonLines.map((line) => JSON.parse(line) as AuditEntry);
    expect(entries.map(({ seq }) => seq)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(entries[0]).toMatchObject({ action: 'member.changed', target: { type: 'member', name: 'Ana 7' } });
    expect(entries[0]?.hash).toMatch(/^[0-9a-f]{64}$/);

    expect((await get('format=xls')).status).toBe(400);
    expect((await get('format=csv&workspaceId=x')).status).toBe(400);
    const visitor = new Request(`${ORIGIN}/api/audit/export?format=csv`);
    expect((await getAuditExport(visitor, app)).status).toBe(401);
  });
});
