import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { journal, parkAtGate } from '#server/testing/parked-gate.ts';
import { decideApproval } from './decide-approval.ts';
import { getApproval, previewApproval } from './get-approval.ts';
import { countApprovals, listApprovals } from './list-approvals.ts';
import type { Decision } from './approval.schema.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const approver = () => app.member('viewer', { approver: true });
const signalsOf = (runId: string) =>
  app.deps.prisma.runSignal.findMany({ where: { runId, key: { startsWith: 'decision:' } } });
const votesTold = (runId: string) =>
  app.deps.prisma.runSignal.findMany({ where: { runId, key: { startsWith: 'vote:' } }, orderBy: { key: 'asc' } });
const auditOf = (targetId: string) =>
  app.deps.prisma.auditEntry.findMany({ where: { targetId }, orderBy: { seq: 'asc' } });

test('D-09: of fifty decisions at the same time one wins, and the others are told who and when', async () => {
  const gate = await parkAtGate(app);
  const people = await Promise.all(Array.from({ length: 50 }, approver));
  const results = await Promise.allSettled(
    people.map((person, n) =>
      decideApproval(app.deps, person, {
        id: gate.approvalId,
        decision: n % 2 ? 'approved' : 'rejected',
        payloadHash: gate.payloadHash,
      }),
    ),
  );
  const winner = results.findIndex((result) => result.status === 'fulfilled');
  const decision: Decision = winner % 2 ? 'approved' : 'rejected';
  const losers = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  expect(losers).toHaveLength(49);
  for (const error of losers) {
    expect(error.code).toBe('CONFLICT');
    expect(error.details).toMatchObject({ by: people[winner]!.user.name, decision });
    expect(Date.parse(error.details.at)).not.toBeNaN();
  }
  const approval = await app.deps.prisma.approval.findUniqueOrThrow({
    where: { id: gate.approvalId },
    include: { votes: true },
  });
  expect(approval.status).toBe(decision);
  expect(approval.votes).toHaveLength(1);
  expect(await signalsOf(gate.runId)).toMatchObject([
    { key: `decision:${gate.approvalId}`, payload: { kind: 'decision', decision, key: 'gate' } },
  ]);
  expect(await auditOf(gate.approvalId)).toMatchObject([
    { action: 'approval.decided', actorId: people[winner]!.user.id, details: { decision } },
  ]);
});

test('an approval carries comment and edits into the run, and only declared fields of the same type', async () => {
  const gate = await parkAtGate(app);
  const person = await approver();
  const decide = (values: Record<string, unknown>) =>
    decideApproval(app.deps, person, {
      id: gate.approvalId,
      decision: 'approved',
      comment: 'Fine\0',
      values,
      payloadHash: gate.payloadHash,
    });
  await expect(decide({ other: 1 })).rejects.toMatchObject({
    code: 'VALIDATION',
    details: [{ path: ['values', 'other'] }],
  });
  await expect(decide({ amount: '7' })).rejects.toMatchObject({
    code: 'VALIDATION',
    details: [{ path: ['values', 'amount'] }],
  });
  const polluting = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
  await expect(decide(polluting)).rejects.toMatchObject({
    code: 'VALIDATION',
    details: [{ path: ['values', '__proto__'] }],
  });
  expect(await decide({ amount: 7 })).toEqual({ status: 'decided', votes: 1, needed: 1 });
  expect((await signalsOf(gate.runId))[0]?.payload).toMatchObject({
    decision: 'approved',
    by: [{ id: person.user.id, name: person.user.name, email: person.user.email }],
    comment: 'Fine\uFFFD',
    values: { reason: 'broken', amount: 7 },
    edited: true,
  });
});

test('a decision about something else than what is shown is refused', async () => {
  const gate = await parkAtGate(app);
  const stale = { id: gate.approvalId, decision: 'approved' as const, payloadHash: 'x'.repeat(64) };
  await expect(decideApproval(app.deps, await approver(), stale)).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { payloadHash: gate.payloadHash },
  });
  expect(await signalsOf(gate.runId)).toEqual([]);
});

describe('a gate that needs two', () => {
  const vote = (
    id: string,
    payloadHash: string,
    decision: Decision = 'approved',
    values?: Record<string, unknown>,
  ) => ({ id, payloadHash, decision, ...(values ? { values } : {}) });

  test('is decided by the second person, never by the same one twice', async () => {
    const { approvalId, payloadHash, runId } = await parkAtGate(app, { required: 2 });
    const [first, second] = [await approver(), await approver()];
    expect(await decideApproval(app.deps, first, vote(approvalId, payloadHash))).toEqual({
      status: 'pending',
      votes: 1,
      needed: 2,
    });
    await expect(decideApproval(app.deps, first, vote(approvalId, payloadHash))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await signalsOf(runId)).toEqual([]);
    expect(await decideApproval(app.deps, second, vote(approvalId, payloadHash))).toEqual({
      status: 'decided',
      votes: 2,
      needed: 2,
    });
    const [signal] = await signalsOf(runId);
    expect(signal?.payload).toMatchObject({ by: [{ id: first.user.id }, { id: second.user.id }], edited: false });
    expect(await auditOf(approvalId)).toMatchObject([
      { action: 'approval.voted', actorId: first.user.id, details: { approvals: 1, required: 2 } },
      { action: 'approval.decided', actorId: second.user.id, details: { approvals: 2, required: 2 } },
    ]);
  });

  test('D-09: of fifty approvals at the same time two count, each once, and the others are told who', async () => {
    const { approvalId, payloadHash, runId } = await parkAtGate(app, { required: 2 });
    const people = await Promise.all(Array.from({ length: 25 }, approver));
    // Everybody twice, as a page and a program of the same person would.
    const tries = [
      ...people,
      ...people.map((person) => ({ ...person, via: 'api-key' as const, scopes: ['gate:view', 'gate:decide'] })),
    ];
    const results = await Promise.allSettled(
      tries.map((person) => decideApproval(app.deps, person, vote(approvalId, payloadHash))),
    );
    const winners = results.flatMap((result, n) => (result.status === 'fulfilled' ? [tries[n]!.user] : []));
    expect(new Set(winners.map((user) => user.id)).size).toBe(2);
    expect(winners).toHaveLength(2);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(reasons.every((error) => error.code === 'CONFLICT' && !Number.isNaN(Date.parse(error.details.at)))).toBe(
      true,
    );
    const decided = reasons.filter((error) => /^Already approved by /.test(error.message));
    for (const error of decided)
      expect(error.details.by.split(', ').sort()).toEqual(winners.map((user) => user.name).sort());
    expect(decided.length).toBeGreaterThan(0);
    expect(await signalsOf(runId)).toHaveLength(1);
    expect(await votesTold(runId)).toHaveLength(1);
    expect((await auditOf(approvalId)).map((entry) => entry.action)).toEqual(['approval.voted', 'approval.decided']);
  });

  test('is decided by the first rejection', async () => {
    const { approvalId, payloadHash, runId } = await parkAtGate(app, { required: 2 });
    await decideApproval(app.deps, await approver(), vote(approvalId, payloadHash));
    const rejecter = await approver();
    expect(await decideApproval(app.deps, rejecter, vote(approvalId, payloadHash, 'rejected'))).toMatchObject({
      status: 'decided',
    });
    expect((await signalsOf(runId))[0]?.payload).toMatchObject({
      decision: 'rejected',
      by: [{ id: rejecter.user.id }],
    });
  });

  test('shows the edits of the first approver to the next, and another edit asks the first again', async () => {
    const { approvalId, payloadHash, runId } = await parkAtGate(app, { required: 2 });
    const [first, second] = [await approver(), await approver()];
    await decideApproval(app.deps, first, vote(approvalId, payloadHash, 'approved', { amount: 6 }));
    await expect(decideApproval(app.deps, second, vote(approvalId, payloadHash))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const seen = await getApproval(app.deps, second, { id: approvalId });
    expect(seen).toMatchObject({
      values: { reason: 'broken', amount: 6 },
      editable: { amount: 5 },
      votes: 1,
      canDecide: true,
    });
    expect(seen.payloadHash).not.toBe(payloadHash);
    expect(seen.approvedBy.map((person) => person.name)).toEqual([first.user.name]);
    expect(seen.eligible.names).toContain(second.user.name);
    expect(seen.eligible.names).not.toContain(first.user.name);

    const again = await decideApproval(app.deps, second, vote(approvalId, seen.payloadHash, 'approved', { amount: 8 }));
    expect(again).toEqual({ status: 'pending', votes: 1, needed: 2 });
    const asked = await getApproval(app.deps, first, { id: approvalId });
    expect(asked).toMatchObject({ values: { amount: 8 }, canDecide: true, votes: 1 });
    expect(asked.eligible.names).toContain(first.user.name);
    expect((await votesTold(runId)).map((signal) => signal.payload)).toMatchObject([
      { n: 1, by: { id: first.user.id }, edited: true, approvedBy: [{ id: first.user.id }], required: 2 },
      { n: 2, by: { id: second.user.id }, edited: true, approvedBy: [{ id: second.user.id }], required: 2 },
    ]);
    expect(asked.history.map((entry) => [entry.name, entry.discarded])).toEqual([
      [first.user.name, true],
      [second.user.name, false],
    ]);
    const done = await decideApproval(app.deps, first, vote(approvalId, asked.payloadHash));
    expect(done).toEqual({ status: 'decided', votes: 2, needed: 2 });
    const closed = await getApproval(app.deps, first, { id: approvalId });
    expect(closed).toMatchObject({ status: 'approved', values: { amount: 8 }, canDecide: false });
    expect(closed.decidedBy.map((decider) => decider.name).sort()).toEqual([first.user.name, second.user.name].sort());
  });
});

test('what each answer leads to is told beforehand, with who can decide', async () => {
  const { approvalId } = await parkAtGate(app);
  const seen = await getApproval(app.deps, app.owner, { id: approvalId });
  expect(seen.consequences).toMatchObject([
    { port: 'approved', next: [{ nodeId: 'done', type: 'end', config: { value: { ok: 'approved' } } }], endsRun: true },
    { port: 'rejected', next: [{ nodeId: 'done', config: { value: { ok: 'rejected' } } }], endsRun: true },
  ]);
  expect(seen.eligible.names).toContain(app.owner.user.name);
  expect(seen.eligible.count).toBe(seen.eligible.names.length);
});

test('edits show in what will follow before anything is decided, and only edits that the gate offers', async () => {
  const { approvalId } = await parkAtGate(app);
  const asked = await getApproval(app.deps, app.owner, { id: approvalId });
  expect(asked.consequences[0]?.next[0]?.config).toEqual({ value: { ok: 'approved', amount: 5 } });
  const edited = await previewApproval(app.deps, app.owner, { id: approvalId, values: { amount: 77 } });
  expect(edited[0]?.next[0]?.config).toEqual({ value: { ok: 'approved', amount: 77 } });
  const refused = previewApproval(app.deps, app.owner, { id: approvalId, values: { owner: 'me' } });
  await expect(refused).rejects.toMatchObject({ code: 'VALIDATION' });
  expect(await getApproval(app.deps, app.owner, { id: approvalId })).toMatchObject({ values: null, votes: 0 });
});

test('D-10: a decision after the end of the run has no effect', async () => {
  const { approvalId, payloadHash, runId } = await parkAtGate(app);
  await journal(app, app.owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
  const late = decideApproval(app.deps, app.owner, { id: approvalId, decision: 'approved', payloadHash });
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await app.deps.prisma.approval.findUniqueOrThrow({ where: { id: approvalId } })).status).toBe('pending');
  expect(await app.deps.prisma.approvalVote.count({ where: { approvalId } })).toBe(0);
});

test('the inbox counts what waits for the person who looks', async () => {
  const person = await approver();
  const before = (await countApprovals(app.deps, person)).mine;
  const { approvalId, payloadHash } = await parkAtGate(app, { required: 2 });
  expect((await countApprovals(app.deps, person)).mine).toBe(before + 1);
  expect((await listApprovals(app.deps, person, { view: 'mine' })).map((item) => item.id)).toContain(approvalId);
  await decideApproval(app.deps, person, { id: approvalId, decision: 'approved', payloadHash });
  expect((await countApprovals(app.deps, person)).mine).toBe(before);
  const all = await listApprovals(app.deps, person, { view: 'all' });
  expect(all.find((item) => item.id === approvalId)).toMatchObject({ votes: 1, canDecide: false, status: 'pending' });
  const viewer = await app.member('viewer');
  expect((await countApprovals(app.deps, viewer)).mine).toBe(0);
});
