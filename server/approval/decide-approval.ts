import { FermataError } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { storableText } from '#server/db/storable.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId } from '#server/ids.ts';
import { RUN_CHANNEL } from '#server/live/live.ts';
import { approvalStatusSchema, type DecideInput, type DecideOutput, type Decision } from './approval.schema.ts';
import { mayDecide } from './eligibility.ts';
import { applyEdits, payloadHash } from './payload.ts';

interface GateRow {
  id: string;
  runId: string;
  key: string;
  status: string;
  title: string;
  message: string;
  /** What is shown now. */
  shown: JsonObject;
  /** What the workflow proposed. */
  editable: JsonObject;
  roles: string[];
  users: string[];
  required: number;
  payloadHash: string;
  decidedAt: Date | null;
}

interface VoteRow {
  userId: string;
  name: string;
  email: string;
  decision: Decision;
  comment: string;
  at: Date;
}

/**
 * One person's vote. The first vote that is not `approved` decides, `required` approvals decide; an edit changes what
 * is shown, so earlier votes on something else no longer count. Vote, decision and the signal that wakes the run are
 * one transaction: of any number at the same time one decides and the others are told who and when.
 * @throws FermataError CONFLICT with `{by, at, decision}` when it was decided, with `{payloadHash}` when what is shown
 * has changed; FORBIDDEN for who is not asked; VALIDATION for edits that do not fit.
 */
export async function decideApproval(deps: Deps, actor: Actor, input: DecideInput): Promise<DecideOutput> {
  requirePermission(actor, 'gate:view');
  const id = requireId(input.id, 'approval');
  const result = await withTransaction(deps.pool, async (client) => {
    const gate = await lockGate(client, actor.workspaceId, id);
    const votes = await countingVotes(client, id);
    refuseUnlessOpen(actor, gate, votes, input);
    return castVote(deps, client, actor, gate, votes, input);
  });
  // After the commit, and only a hint: open lists and decision pages look again.
  await deps.pool.query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, result.runId]);
  return { status: result.status, votes: result.votes, needed: result.needed };
}

async function castVote(
  deps: Deps,
  client: PoolClient,
  actor: Actor,
  gate: GateRow,
  earlier: VoteRow[],
  input: DecideInput,
): Promise<DecideOutput & { runId: string }> {
  const { values, edited } = applyEdits(gate.shown, input.values ?? {});
  if (edited) await client.query('UPDATE approval_vote SET discarded = true WHERE approval_id = $1', [gate.id]);
  const vote = await insertVote(client, actor, gate, input, values);
  const votes = edited ? [vote] : [...earlier, vote];
  const isDecided = input.decision !== 'approved' || votes.length >= gate.required;
  const approvers = { roles: gate.roles, users: gate.users, required: gate.required };
  const comment = votes
    .map((each) => each.comment)
    .filter(Boolean)
    .join('\n\n');
  await client.query(
    `UPDATE approval SET "values" = CASE WHEN $2 THEN $3::jsonb ELSE "values" END, payload_hash = $4,
       status = $5, comment = CASE WHEN $6 THEN $7 ELSE comment END, decided_at = CASE WHEN $6 THEN $8::timestamptz END
     WHERE id = $1 AND status = 'pending'`,
    [
      gate.id,
      edited || isDecided,
      JSON.stringify(values),
      payloadHash({ title: gate.title, message: gate.message, editable: values, approvers }),
      isDecided ? input.decision : 'pending',
      isDecided,
      comment,
      vote.at,
    ],
  );
  if (isDecided) await wakeRun(deps, client, gate, { decision: input.decision, votes, vote, values, comment });
  const count = votes.filter((each) => each.decision === 'approved').length;
  return { runId: gate.runId, status: isDecided ? 'decided' : 'pending', votes: count, needed: gate.required };
}

async function wakeRun(
  deps: Deps,
  client: PoolClient,
  gate: GateRow,
  made: { decision: Decision; votes: VoteRow[]; vote: VoteRow; values: JsonObject; comment: string },
): Promise<void> {
  // A rejection is the work of one, an approval of everybody who was needed for it.
  const deciders = made.decision === 'approved' ? made.votes : [made.vote];
  const answer = await deps.gateway.signal(client, gate.runId, `decision:${gate.id}`, {
    kind: 'decision',
    approvalId: gate.id,
    key: gate.key,
    decision: made.decision,
    by: deciders.map(({ userId, name, email, at }) => ({ id: userId, name, email, at: at.toISOString() })),
    comment: made.comment,
    values: made.values,
    edited: payloadChanged(gate.editable, made.values),
    decidedAt: made.vote.at.toISOString(),
  });
  if (answer !== 'sent') throw new FermataError('CONFLICT', 'The run has ended: there is nothing left to decide.');
}

function payloadChanged(proposed: JsonObject, values: JsonObject): boolean {
  return applyEdits(proposed, values).edited;
}

/**
 * The gate, with its run locked first: the runner takes its locks in the same order, so the two never wait for each
 * other in a circle. Whoever waits here reads the gate as the one before left it.
 */
async function lockGate(client: PoolClient, workspaceId: string, id: string): Promise<GateRow> {
  await client.query(
    'SELECT 1 FROM run WHERE id = (SELECT run_id FROM approval WHERE id = $1 AND workspace_id = $2) FOR UPDATE',
    [id, workspaceId],
  );
  const { rows } = await client.query<GateRow>(
    `SELECT id, run_id AS "runId", key, status, title, message, coalesce("values", editable) AS shown, editable,
            roles, users, required, payload_hash AS "payloadHash", decided_at AS "decidedAt"
     FROM approval WHERE id = $1 AND workspace_id = $2 FOR UPDATE`,
    [id, workspaceId],
  );
  if (!rows[0]) throw notFound('approval');
  return rows[0];
}

async function countingVotes(client: PoolClient, approvalId: string): Promise<VoteRow[]> {
  const { rows } = await client.query<VoteRow>(
    `SELECT user_id AS "userId", name, email, decision, comment, at
     FROM approval_vote WHERE approval_id = $1 AND NOT discarded ORDER BY at`,
    [approvalId],
  );
  return rows;
}

function refuseUnlessOpen(actor: Actor, gate: GateRow, votes: VoteRow[], input: DecideInput): void {
  if (!mayDecide(actor, gate)) {
    throw new FermataError('FORBIDDEN', 'This approval does not ask for your decision.', {
      details: { permission: 'gate:decide' },
    });
  }
  const status = approvalStatusSchema.parse(gate.status);
  if (status !== 'pending') throw alreadyClosed(status, gate, votes);
  const own = votes.find((vote) => vote.userId === actor.user.id);
  if (own) {
    throw new FermataError('CONFLICT', 'You have voted on this already.', {
      details: { by: own.name, at: own.at.toISOString(), decision: own.decision },
    });
  }
  if (gate.payloadHash !== input.payloadHash) {
    throw new FermataError('CONFLICT', 'What is shown here has changed meanwhile. Look at it again before deciding.', {
      details: { payloadHash: gate.payloadHash },
    });
  }
}

function alreadyClosed(status: string, gate: GateRow, votes: VoteRow[]): FermataError {
  const deciders = votes.filter((vote) => vote.decision === status);
  const at = (gate.decidedAt ?? deciders.at(-1)?.at)?.toISOString() ?? null;
  const by = deciders.map((vote) => vote.name).join(', ') || null;
  const sentence = by ? `Already ${status} by ${by}.` : `This approval is ${status}: it cannot be decided any more.`;
  return new FermataError('CONFLICT', sentence, { details: { by, at, decision: status } });
}

async function insertVote(
  client: PoolClient,
  actor: Actor,
  gate: GateRow,
  input: DecideInput,
  values: JsonObject,
): Promise<VoteRow> {
  const { rows } = await client.query<VoteRow>(
    `INSERT INTO approval_vote (approval_id, user_id, name, email, decision, comment, "values", payload_hash, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
     RETURNING user_id AS "userId", name, email, decision, comment, at`,
    [
      gate.id,
      actor.user.id,
      actor.user.name,
      actor.user.email,
      input.decision,
      storableText(input.comment ?? '').trim(),
      JSON.stringify(values),
      gate.payloadHash,
    ],
  );
  if (!rows[0]) throw new FermataError('INTERNAL', 'The vote was not stored.');
  return rows[0];
}
