import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inviteMember } from '#server/account/invites.ts';
import type { Actor } from '#server/account/permissions.ts';
import { newId } from '#server/ids.ts';
import { createSecret } from '#server/secret/create-secret.ts';
import { parkAtGate, type ParkedGate } from '#server/testing/parked-gate.ts';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';
import { appRouter } from './root.ts';

const WHO = ['anonymous', 'stranger', 'viewer', 'approver', 'editor', 'admin', 'owner'] as const;
type Who = (typeof WHO)[number];

/** What a call ends with: `ok`, or the code of its refusal. */
type Answer = 'ok' | 'BAD_REQUEST' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT';

/** In the order of {@link WHO}, after the visitor, who is always refused. */
type Row = { input(): unknown; answers: readonly Answer[] };

const everyone = ['ok', 'ok', 'ok', 'ok', 'ok', 'ok'] as const;
const members = ['NOT_FOUND', 'ok', 'ok', 'ok', 'ok', 'ok'] as const;
const editors = ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'ok', 'ok', 'ok'] as const;
const admins = ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'ok', 'ok'] as const;
/** Lists and things one makes: a stranger does them in their own workspace. */
const ownEditors = ['ok', 'FORBIDDEN', 'FORBIDDEN', 'ok', 'ok', 'ok'] as const;
const ownAdmins = ['ok', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'ok', 'ok'] as const;

let app: TestApp;
let actors: Record<Who, Actor | null>;
let workflow: string;
let gate: ParkedGate | undefined;
let victim: Actor;
let inviteId: string;
let providerId: string;
let providerName: string;
let keyId: string;
let secretId: string;

beforeAll(async () => {
  app = await createTestApp();
  actors = {
    anonymous: null,
    stranger: await app.stranger(),
    viewer: await app.member('viewer'),
    approver: await app.member('viewer', { approver: true }),
    editor: await app.member('editor'),
    admin: await app.member('admin'),
    owner: app.owner,
  };
});
afterAll(() => app.close());

/** Where one caller's success would change the answer to the next. */
const FRESH = new Set(['approval.decide', 'workflow.publish', 'workflow.rename', 'workflow.restore']);

beforeEach(async ({ task }) => {
  if (task.suite?.name.startsWith('provider.')) {
    providerName = `p${newId()}`;
    const draft = { name: providerName, kind: 'openai', key: 'sk-something' } as const;
    providerId = (await app.as(app.owner).provider.create(draft)).id;
  }
  if (!gate || FRESH.has(task.suite?.name ?? '')) gate = await parkAtGate(app);
  workflow = (await app.as(app.owner).run.get({ id: gate.runId })).workflow.name;
  victim = await app.member('viewer');
  await app.keyOf(victim, ['run:view']);
  keyId = (await app.deps.prisma.apiKey.findFirstOrThrow({ where: { userId: victim.user.id } })).id;
  const secret = { name: `s_${newId().replaceAll('-', '_')}`, value: 'a value to keep', hosts: [] };
  secretId = (await createSecret(app.deps, app.owner, secret)).id;
  await inviteMember(app.deps, app.owner, { email: `${newId()}@example.com`, role: 'viewer', approver: false });
  inviteId = (await app.deps.prisma.invite.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })).id;
});

const rows: Record<string, Row> = {
  'account.me': { input: () => undefined, answers: everyone },
  'account.rename': { input: () => ({ name: 'Somebody' }), answers: everyone },
  // The caller has no session cookie here, so even a right password changes nothing.
  'account.changePassword': {
    input: () => ({ current: 'wrong password', next: 'another password' }),
    answers: Array<Answer>(6).fill('BAD_REQUEST'),
  },
  'account.sessions': { input: () => undefined, answers: everyone },
  'account.endSession': { input: () => ({ id: newId() }), answers: Array<Answer>(6).fill('NOT_FOUND') },
  'account.endOtherSessions': { input: () => undefined, answers: everyone },
  'key.list': { input: () => undefined, answers: everyone },
  // Nobody here has a password to confirm with. A scope beyond one's own rights is refused before it is asked for.
  'key.create': {
    input: () => ({ name: 'CI', scopes: ['workflow:edit'], expiresInDays: 90, password: 'wrong' }),
    answers: ['BAD_REQUEST', 'FORBIDDEN', 'FORBIDDEN', 'BAD_REQUEST', 'BAD_REQUEST', 'BAD_REQUEST'],
  },
  // The key of somebody else is not there, except for those who manage keys.
  'key.revoke': {
    input: () => ({ id: keyId }),
    answers: ['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'ok', 'ok'],
  },
  'member.list': { input: () => undefined, answers: everyone },
  'member.invites': { input: () => undefined, answers: ownAdmins },
  'member.invite': {
    input: () => ({ email: `${newId()}@example.com`, role: 'viewer', approver: false }),
    answers: ownAdmins,
  },
  'member.revokeInvite': { input: () => ({ id: inviteId }), answers: admins },
  'member.update': { input: () => ({ userId: victim.user.id, approver: true }), answers: admins },
  'member.deactivate': { input: () => ({ userId: victim.user.id }), answers: admins },
  'member.reactivate': { input: () => ({ userId: victim.user.id }), answers: admins },
  'member.endSessions': { input: () => ({ userId: victim.user.id }), answers: admins },
  'member.remove': { input: () => ({ userId: victim.user.id }), answers: admins },
  'provider.list': { input: () => undefined, answers: everyone },
  'provider.models': { input: () => undefined, answers: everyone },
  'provider.create': {
    input: () => ({ name: `p${newId()}`, kind: 'openai', key: 'sk-something' }),
    answers: ownAdmins,
  },
  'provider.update': { input: () => ({ id: providerId, models: ['one'] }), answers: admins },
  'provider.delete': { input: () => ({ id: providerId }), answers: admins },
  // Nobody has a provider of this name; who may not ask is told that first.
  'provider.test': {
    input: () => ({ name: 'nobody' }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND'],
  },
  'provider.try': {
    input: () => ({ id: newId(), name: 'mine', kind: 'openai' }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND'],
  },
  'provider.setDefault': { input: () => ({ model: null }), answers: ownAdmins },
  'provider.setPrice': {
    input: () => ({ model: `${providerName}/one`, inputUsd: 1, outputUsd: 2 }),
    answers: ['BAD_REQUEST', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'ok', 'ok'],
  },
  'provider.resetPrice': { input: () => ({ model: 'mine/one' }), answers: ownAdmins },
  'workflow.list': { input: () => undefined, answers: everyone },
  'workflow.templates': { input: () => undefined, answers: everyone },
  'workflow.models': { input: () => undefined, answers: everyone },
  'workflow.people': { input: () => undefined, answers: everyone },
  'workflow.get': { input: () => ({ name: workflow }), answers: members },
  'workflow.watch': { input: () => ({ name: workflow, tab: 't' }), answers: members },
  'workflow.lookAt': { input: () => ({ name: workflow, tab: 't', node: 'gate' }), answers: members },
  'workflow.versions': { input: () => ({ name: workflow }), answers: members },
  'workflow.version': { input: () => ({ name: workflow, number: 1 }), answers: members },
  'workflow.create': { input: () => ({ title: 'New' }), answers: ownEditors },
  'workflow.createFromTemplate': { input: () => ({ template: templateId() }), answers: ownEditors },
  'workflow.saveDraft': {
    input: () => ({ name: workflow, baseRevision: 1, document: gateDocument(workflow) }),
    answers: editors,
  },
  'workflow.saveCopy': { input: () => ({ name: workflow, document: gateDocument(workflow) }), answers: editors },
  // A stranger makes a workflow of that name in their own workspace; in this one the name is taken, which is an answer.
  'workflow.import': { input: () => ({ name: workflow, document: gateDocument(workflow) }), answers: ownEditors },
  'workflow.publish': { input: () => ({ name: workflow, revision: 1, note: '' }), answers: editors },
  'workflow.rollBack': { input: () => ({ name: workflow, number: 1 }), answers: editors },
  'run.start': { input: () => ({ workflow, source: 'published', input: {} }), answers: editors },
  'run.again': { input: () => ({ id: gate!.runId }), answers: editors },
  'workflow.duplicate': {
    input: () => ({ name: workflow, newName: `w${newId().replaceAll('-', '')}` }),
    answers: editors,
  },
  'workflow.rename': { input: () => ({ name: workflow, title: 'Another' }), answers: editors },
  'workflow.archive': { input: () => ({ name: workflow }), answers: editors },
  'workflow.restore': { input: () => ({ name: workflow }), answers: editors },
  // It is in use.
  'workflow.delete': {
    input: () => ({ name: workflow, confirm: workflow }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'CONFLICT', 'CONFLICT'],
  },
  // The run waits at its gate: what only a finished one may do is refused.
  'run.redrive': {
    input: () => ({ id: gate!.runId }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'CONFLICT', 'CONFLICT', 'CONFLICT'],
  },
  'run.dismiss': {
    input: () => ({ ids: [gate!.runId] }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'CONFLICT', 'CONFLICT', 'CONFLICT'],
  },
  'run.archive': {
    input: () => ({ ids: [gate!.runId] }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'CONFLICT', 'CONFLICT', 'CONFLICT'],
  },
  'run.restore': { input: () => ({ ids: [gate!.runId] }), answers: editors },
  'run.delete': {
    input: () => ({ ids: [gate!.runId] }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'CONFLICT', 'CONFLICT'],
  },
  'run.deadLetters': { input: () => ({}), answers: everyone },
  'run.deadLetterCount': { input: () => undefined, answers: everyone },
  'run.list': { input: () => ({}), answers: everyone },
  'run.queuePlace': { input: () => ({ id: gate!.runId }), answers: members },
  'run.get': { input: () => ({ id: gate!.runId }), answers: members },
  'run.watch': { input: () => ({ id: gate!.runId }), answers: members },
  'run.watchAll': { input: () => ({}), answers: everyone },
  'run.cancel': { input: () => ({ id: gate!.runId }), answers: editors },
  'run.value': {
    input: () => ({ id: gate!.runId, ref: newId() }),
    answers: Array<Answer>(6).fill('NOT_FOUND'),
  },
  // The gate waits for a decision, not for somebody to say what happened.
  'run.resolve': {
    input: () => ({ id: gate!.runId, key: 'gate', how: 'fail', reason: 'because' }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'CONFLICT', 'CONFLICT', 'CONFLICT'],
  },
  'approval.list': { input: () => ({ view: 'all' }), answers: everyone },
  'approval.count': { input: () => undefined, answers: everyone },
  'approval.watch': { input: () => ({}), answers: everyone },
  'approval.get': { input: () => ({ id: gate!.approvalId }), answers: members },
  'approval.preview': { input: () => ({ id: gate!.approvalId, values: {} }), answers: members },
  'approval.decide': {
    input: () => ({ id: gate!.approvalId, decision: 'approved', payloadHash: gate!.payloadHash }),
    answers: ['NOT_FOUND', 'FORBIDDEN', 'ok', 'FORBIDDEN', 'FORBIDDEN', 'ok'],
  },
  'secret.list': { input: () => undefined, answers: ownEditors },
  'secret.create': {
    input: () => ({ name: `s_${newId().replaceAll('-', '_')}`, value: 'a value to keep', hosts: ['api.example.com'] }),
    answers: ownAdmins,
  },
  'secret.replaceValue': { input: () => ({ id: secretId, value: 'another value' }), answers: admins },
  'secret.change': { input: () => ({ id: secretId, hosts: ['*.example.com'] }), answers: admins },
  'secret.delete': { input: () => ({ id: secretId }), answers: admins },
  'workspace.get': { input: () => undefined, answers: ownAdmins },
  'workspace.update': { input: () => ({ retentionDays: 90 }), answers: ownAdmins },
  'audit.list': { input: () => ({}), answers: ownAdmins },
  'audit.actors': { input: () => undefined, answers: ownAdmins },
  'audit.verify': { input: () => undefined, answers: ownAdmins },
};

let template: string | undefined;
const templateId = () => template ?? '';
beforeAll(async () => {
  template = (await app.as(app.owner).workflow.templates())[0]?.id;
});

const procedures = Object.keys(appRouter._def.procedures);

test('S-19: every procedure has a row in this table', () => {
  expect(Object.keys(rows).sort()).toEqual(procedures.toSorted());
});

describe.each(procedures)('%s', (path) => {
  test.each(WHO)('S-19, S-20, S-21: called by %s', async (who) => {
    const row = rows[path]!;
    const expected = who === 'anonymous' ? 'UNAUTHORIZED' : row.answers[WHO.indexOf(who) - 1];
    expect(await answerOf(path, actors[who], row.input())).toBe(expected);
  });

  test('S-23: refuses what a client must not say', async () => {
    const input = rows[path]!.input();
    if (input === undefined) return;
    for (const field of ['workspaceId', 'ownerId', 'actor', 'status', 'createdBy', '__proto__']) {
      const smuggled: unknown = JSON.parse(`{"${field}": "x"}`);
      const own = Object.getOwnPropertyDescriptors(smuggled);
      const answer = await answerOf(path, app.owner, Object.defineProperties({ ...(input as object) }, own));
      expect([field, answer]).toEqual([field, 'BAD_REQUEST']);
    }
  });
});

async function answerOf(path: string, actor: Actor | null, input: unknown): Promise<string> {
  const [group, name] = path.split('.') as [string, string];
  const caller = app.as(actor) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  try {
    const result = await caller[group]![name]!(input);
    // A subscription answers with a stream; nobody listens to this one.
    if (isStream(result)) await result.return(undefined);
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

function isStream(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
