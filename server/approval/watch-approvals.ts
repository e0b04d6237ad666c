import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { watchChanges } from '#server/run/watch-all.ts';

/**
 * A tick whenever the approvals that wait have changed. Hints come with every commit of every run, so the rows are
 * asked before anybody loads a list again. What they are compared with is read before the stream opens: a client loads
 * its lists when it does, and of what changes afterwards it is told.
 */
export async function watchApprovals(
  deps: Pick<Deps, 'live' | 'pool'>,
  actor: Actor,
  signal: AbortSignal,
): Promise<AsyncGenerator<{ kind: 'changed' }, void>> {
  requirePermission(actor, 'gate:view');
  const { workspaceId } = actor;
  return changesSince(await fingerprint(deps, workspaceId), deps, workspaceId, signal);
}

async function* changesSince(
  first: string,
  deps: Pick<Deps, 'live' | 'pool'>,
  workspaceId: string,
  signal: AbortSignal,
): AsyncGenerator<{ kind: 'changed' }, void> {
  let before = first;
  for await (const change of watchChanges(deps, signal)) {
    const now = await fingerprint(deps, workspaceId);
    if (now === before) continue;
    before = now;
    yield change;
  }
}

/** Differs when a gate appeared or went, was edited or got a vote, and when other people may decide it. */
async function fingerprint({ pool }: Pick<Deps, 'pool'>, workspaceId: string): Promise<string> {
  const { rows } = await pool.query<{ mark: string | null }>(
    `SELECT md5(string_agg(a.id::text || a.payload_hash || (SELECT count(*) FROM approval_vote v WHERE v.approval_id = a.id), '' ORDER BY a.id))
       || (SELECT md5(string_agg(m.user_id || m.role || m.approver, '' ORDER BY m.user_id))
           FROM membership m WHERE m.workspace_id = $1 AND m.deactivated_at IS NULL) AS mark
     FROM approval a WHERE a.workspace_id = $1 AND a.status = 'pending'`,
    [workspaceId],
  );
  return rows[0]?.mark ?? '';
}
