import type { Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { RunGateway } from '../gateway.ts';

/** Decides as `approval.decide` does: the row and the signal in one transaction, the run locked first. */
export function decideGate(
  pool: Pool,
  gateway: RunGateway,
  { runId, key, decision }: { runId: string; key: string; decision: 'approved' | 'rejected' },
): Promise<string> {
  return withTransaction(pool, async (client) => {
    await client.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [runId]);
    const { rows } = await client.query<{ id: string }>(
      `UPDATE approval SET status = $3, decided_at = now() WHERE run_id = $1 AND key = $2 AND status = 'pending'
       RETURNING id`,
      [runId, key, decision],
    );
    const approvalId = rows[0]?.id;
    if (!approvalId) return 'not pending';
    return gateway.signal(client, runId, `decision:${approvalId}`, {
      kind: 'decision',
      approvalId,
      key,
      decision,
      by: [{ id: 'u', name: 'Ada', email: 'ada@example.com', at: new Date().toISOString() }],
      comment: '',
      values: {},
      edited: false,
      decidedAt: new Date().toISOString(),
    });
  });
}
