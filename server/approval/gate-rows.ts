import { FermataError } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import type { Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { storableText } from '#server/db/storable.ts';
import { notFound } from '#server/ids.ts';
import type { DecideInput, Decision } from './approval.schema.ts';

export interface GateRow {
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

export interface VoteRow {
  userId: string;
  name: string;
  email: string;
  decision: Decision;
  comment: string;
  at: Date;
  /** A later edit made it void. */
  discarded: boolean;
}

/**
 * The gate, with its run locked first: the runner takes its locks in the same order, so the two never wait for each
 * other in a circle. Whoever waits here reads the gate as the one before left it.
 */
export async function lockGate(client: PoolClient, workspaceId: string, id: string): Promise<GateRow> {
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

/** Every vote that was cast, the void ones too, in the order in which they were. */
export async function votesOn(client: PoolClient, approvalId: string): Promise<VoteRow[]> {
  const { rows } = await client.query<VoteRow>(
    `SELECT user_id AS "userId", name, email, decision, comment, at, discarded
     FROM approval_vote WHERE approval_id = $1 ORDER BY at`,
    [approvalId],
  );
  return rows;
}

export async function insertVote(
  client: PoolClient,
  actor: Actor,
  gate: GateRow,
  input: DecideInput,
  values: JsonObject,
): Promise<VoteRow> {
  const { rows } = await client.query<VoteRow>(
    `INSERT INTO approval_vote (approval_id, user_id, name, email, decision, comment, "values", payload_hash, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
     RETURNING user_id AS "userId", name, email, decision, comment, at, discarded`,
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
