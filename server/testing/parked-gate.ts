import type { RunEventBody } from '#core/run/events.ts';
import { advance } from '#core/run/advance.ts';
import type { Actor } from '#server/account/permissions.ts';
import { payloadHash } from '#server/approval/payload.ts';
import { newId } from '#server/ids.ts';
import { RUN_CHANNEL } from '#server/live/live.ts';
import { loadRun } from '#server/run/load-run.ts';
import { startRun } from '#server/run/start-run.ts';
import { putDraft } from '#server/workflow/put-draft.ts';
import { gateDocument, type TestApp } from './test-app.ts';

let workflows = 0;

/** A published workflow with one gate; see {@link gateDocument}. Returns its name. */
export async function publishGate(
  app: TestApp,
  gate: Parameters<typeof gateDocument>[1] = {},
  actor = app.owner,
): Promise<string> {
  workflows += 1;
  const name = `gate_${workflows}`;
  await putDraft(app.deps, actor, { name, document: gateDocument(name, gate), ifRevision: null, publish: true });
  return name;
}

/** Writes to a run's journal what a runner would: the given outcomes and all that follows from them. */
export async function journal(app: TestApp, actor: Actor, runId: string, bodies: RunEventBody[]): Promise<void> {
  const { pool } = app.deps;
  const { graph, state } = await loadRun(app.deps, actor, runId);
  const unit = advance(graph, state, bodies, {
    runId,
    firstRunId: runId,
    at: () => new Date().toISOString(),
    resolve: (stored) => ('value' in stored ? stored.value : null),
    store: (value) => ({ value }),
    capacity: 100,
  });
  for (const { seq, at, v, type, ...body } of unit.events) {
    await pool.query('INSERT INTO run_event (run_id, seq, at, v, type, body) VALUES ($1, $2, $3, $4, $5, $6)', [
      runId,
      seq,
      at,
      v,
      type,
      body,
    ]);
  }
  await pool.query('UPDATE run SET last_seq = $2, status = $3, phase = $4 WHERE id = $1', [
    runId,
    state.seq,
    state.status,
    unit.final ? 'final' : 'active',
  ]);
  await pool.query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, runId]);
}

export interface ParkedGate {
  runId: string;
  approvalId: string;
  payloadHash: string;
}

/** A run that waits at its gate. */
export async function parkAtGate(
  app: TestApp,
  gate: Parameters<typeof gateDocument>[1] = {},
  actor = app.owner,
): Promise<ParkedGate> {
  const workflow = await publishGate(app, gate, actor);
  const { id: runId } = await startRun(app.deps, actor, { workflow, source: 'published', input: {} });
  await journal(app, actor, runId, [
    { type: 'run.started' },
    { type: 'node.succeeded', key: 'start', attempt: 1, output: { value: {} }, port: 'out' },
  ]);
  const shown = {
    title: 'Approve it',
    message: 'May this go out?',
    editable: gate.editable ?? { reason: 'broken', amount: 5 },
    approvers: { roles: ['approver'], users: [], required: gate.required ?? 1 },
  };
  const approvalId = newId();
  const hash = payloadHash(shown);
  await app.deps.prisma.approval.create({
    data: {
      id: approvalId,
      workspaceId: actor.workspaceId,
      runId,
      key: 'gate',
      nodeId: 'gate',
      title: shown.title,
      message: shown.message,
      editable: shown.editable,
      ...shown.approvers,
      payloadHash: hash,
    },
  });
  await journal(app, actor, runId, [
    { type: 'approval.requested', key: 'gate', approvalId, message: shown.message, payloadHash: hash },
    { type: 'node.waiting', key: 'gate', attempt: 1, reason: 'approval', approvalId },
    { type: 'run.waiting' },
  ]);
  return { runId, approvalId, payloadHash: hash };
}
