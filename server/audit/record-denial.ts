import { isJsonObject, type Json } from '#core/json.ts';
import { FermataError } from '#core/errors.ts';
import type { Actor } from '#server/account/permissions.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { recordAudit } from './record-audit.ts';

const SAME_WITHIN_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** When each actor's refusal was last written down, the oldest first. */
const written = new Map<string, number>();

/**
 * Writes down that somebody who is signed in was refused. The same refusal of the same person is written once a
 * minute by each process, so that a loop cannot flood the log. It is refused all the same when the log cannot be
 * written; the program's own log then says so.
 * @param path the procedure, or the route as it is declared: what a caller can vary would get around the minute
 */
export async function recordDenial(
  deps: Pick<Deps, 'env' | 'pool' | 'log'>,
  actor: Actor,
  path: string,
  error: FermataError,
  nowMs = Date.now(),
): Promise<void> {
  const permission = permissionOf(error.details);
  const same = JSON.stringify([actor.workspaceId, actor.user.id, actor.via, permission, path]);
  if (nowMs - (written.get(same) ?? -Infinity) < SAME_WITHIN_MS) return;
  remember(same, nowMs);
  try {
    await withTransaction(deps.pool, (client) =>
      recordAudit(deps, client, actor, {
        action: 'access.denied',
        target: { type: 'request', id: path, name: path },
        details: { permission, path, reason: error.message },
      }),
    );
  } catch (cause) {
    written.delete(same);
    deps.log.error({ err: cause, path }, 'A refusal could not be written to the audit log.');
  }
}

/** Does the work, and writes it down when it is refused to somebody who is signed in. The refusal is raised on. */
export async function notingDenials<T>(
  deps: Pick<Deps, 'env' | 'pool' | 'log'>,
  actor: Actor,
  path: string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (FermataError.is(error) && error.code === 'FORBIDDEN') await recordDenial(deps, actor, path, error);
    throw error;
  }
}

function remember(same: string, nowMs: number): void {
  written.delete(same);
  written.set(same, nowMs);
  for (const [oldest, at] of written) {
    if (written.size <= MAX_REMEMBERED && nowMs - at < SAME_WITHIN_MS) return;
    written.delete(oldest);
  }
}

function permissionOf(details: unknown): string | null {
  const given = details as Json | undefined;
  const permission = given !== undefined && isJsonObject(given) ? given['permission'] : null;
  return typeof permission === 'string' ? permission : null;
}
