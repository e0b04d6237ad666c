import { FermataError } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { requireId } from '#server/ids.ts';
import { RUN_CHANNEL } from '#server/live/live.ts';
import { approvalStatusSchema, type DecideInput, type DecideOutput } from './approval.schema.ts';
import { mayDecide } from './eligibility.ts';
import { type GateRow, insertVote, lockGate, type VoteRow, votesOn } from './gate-rows.ts';
import { applyEdits, payloadHash } from './payload.ts';

/** A vote that was let in, and what it makes of the gate. */
interface Cast {
  vote: VoteRow;
  /** The how many-th vote on this gate, the void ones counted too. */
  n: number;
  /** What counts now, this vote last. */
  counting: VoteRow[];
  /** This vote changed what is shown. */
  edited: boolean;
  values: JsonObject;
  isDecided: boolean;
}

/**
 * One person's vote. The first vote that is not `approved` decides, `required` approvals decide; an edit changes what
 * is shown, so earlier votes on something else no longer count. Vote, decision, audit entry and the signal that tells
 * the run are one transaction: of any number at the same time one decides and the others are told who and when.
 * @throws FermataError CONFLICT with `{by, at, decision}` when it was decided, with `{payloadHash}` when what is shown
 * has changed; FORBIDDEN for who is not asked; VALIDATION for edits that do not fit.
 */
export async function decideApproval(deps: Deps, actor: Actor, input: DecideInput): Promise<DecideOutput> {
  requirePermission(actor, 'gate:view');
  const id = requireId(input.id, 'approval');
  const { gate, cast } = await withTransaction(deps.pool, async (client) => {
    const gate = await lockGate(client, actor.workspaceId, id);
    const votes = await votesOn(client, id);
    const earlier = votes.filter((vote) => !vote.discarded);
    refuseUnlessOpen(actor, gate, earlier, input);
    const cast = await castVote(client, actor, gate, { earlier, n: votes.length + 1 }, input);
    await updateGate(client, gate, cast);
    await tellRun(deps, client, gate, cast);
    await auditVote(deps, client, actor, gate, cast);
    return { gate, cast };
  });
  // After the commit, and only a hint: open lists and decision pages look again.
  await deps.pool.query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, gate.runId]);
  return { status: cast.isDecided ? 'decided' : 'pending', votes: approvalsIn(cast).length, needed: gate.required };
}

async function castVote(
  client: PoolClient,
  actor: Actor,
  gate: GateRow,
  { earlier, n }: { earlier: VoteRow[]; n: number },
  input: DecideInput,
): Promise<Cast> {
  const { values, edited } = applyEdits(gate.shown, input.values ?? {});
  if (edited) await client.query('UPDATE approval_vote SET discarded = true WHERE approval_id = $1', [gate.id]);
  const vote = await insertVote(client, actor, gate, input, values);
  const counting = edited ? [vote] : [...earlier, vote];
  const isDecided = input.decision !== 'approved' || counting.length >= gate.required;
  return { vote, n, counting, edited, values, isDecided };
}

async function updateGate(client: PoolClient, gate: GateRow, cast: Cast): Promise<void> {
  const { vote, values, edited, isDecided } = cast;
  const approvers = { roles: gate.roles, users: gate.users, required: gate.required };
  await client.query(
    `UPDATE approval SET "values" = CASE WHEN $2 THEN $3::jsonb ELSE "values" END, payload_hash = $4,
       status = $5, comment = CASE WHEN $6 THEN $7 ELSE comment END, decided_at = CASE WHEN $6 THEN $8::timestamptz END
     WHERE id = $1 AND status = 'pending'`,
    [
      gate.id,
      edited || isDecided,
      JSON.stringify(values),
      payloadHash({ title: gate.title, message: gate.message, editable: values, approvers }),
      isDecided ? vote.decision : 'pending',
      isDecided,
      commentOf(cast),
      vote.at,
    ],
  );
}

/**
 * The decision resumes the run. A vote that decides nothing yet goes into its journal all the same: the canvas, the
 * timeline and other programs are folds of the journal, so "1 of 2" reaches them in order, live, after a reconnect
 * and when somebody scrubs back.
 */
async function tellRun(deps: Deps, client: PoolClient, gate: GateRow, cast: Cast): Promise<void> {
  const { vote, values, counting } = cast;
  const about = { approvalId: gate.id, key: gate.key };
  // A rejection is the work of one, an approval of everybody who was needed for it.
  const deciders = vote.decision === 'approved' ? counting : [vote];
  const answer = cast.isDecided
    ? await deps.gateway.signal(client, gate.runId, `decision:${gate.id}`, {
        kind: 'decision',
        ...about,
        decision: vote.decision,
        by: deciders.map((each) => ({ ...personOf(each), at: each.at.toISOString() })),
        comment: commentOf(cast),
        values,
        edited: applyEdits(gate.editable, values).edited,
        decidedAt: vote.at.toISOString(),
      })
    : await deps.gateway.signal(client, gate.runId, `vote:${gate.id}:${cast.n}`, {
        kind: 'vote',
        ...about,
        n: cast.n,
        by: personOf(vote),
        comment: vote.comment,
        edited: cast.edited,
        approvedBy: approvalsIn(cast).map(personOf),
        required: gate.required,
      });
  if (answer !== 'sent') throw new FermataError('CONFLICT', 'The run has ended: there is nothing left to decide.');
}

/** Last in the transaction: from here on the log's end is locked. */
async function auditVote(deps: Deps, client: PoolClient, actor: Actor, gate: GateRow, cast: Cast): Promise<void> {
  const { vote, values } = cast;
  const changed = Object.keys(values).filter((field) => applyEdits(gate.shown, { [field]: values[field] }).edited);
  await recordAudit(deps, client, actor, {
    action: cast.isDecided ? 'approval.decided' : 'approval.voted',
    target: { type: 'approval', id: gate.id, name: gate.title },
    details: {
      decision: vote.decision,
      approvals: approvalsIn(cast).length,
      required: gate.required,
      comment: vote.comment,
      edited: changed,
      run: gate.runId,
      node: gate.key,
      seen: gate.payloadHash,
    },
  });
}

function approvalsIn({ counting }: Cast): VoteRow[] {
  return counting.filter((vote) => vote.decision === 'approved');
}

function commentOf({ counting }: Cast): string {
  return counting
    .map((vote) => vote.comment)
    .filter(Boolean)
    .join('\n\n');
}

function personOf({ userId, name, email }: VoteRow): { id: string; name: string; email: string } {
  return { id: userId, name, email };
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
  const sentence = by
    ? `Already ${status} by ${by}${at ? ` at ${at}` : ''}.`
    : `This approval is ${status}: it cannot be decided any more.`;
  return new FermataError('CONFLICT', sentence, { details: { by, at, decision: status } });
}
