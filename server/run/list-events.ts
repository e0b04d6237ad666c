import type { RunEvent } from '#core/run/events.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { findRun, readEvents } from './run-repository.ts';

const DEFAULT_LIMIT = 100;

/** Events of a run after a `seq`, in order. `nextCursor` is null when there are no more for now. */
export async function listEvents(
  deps: Deps,
  actor: Actor,
  input: { id: string; after: number; limit?: number },
): Promise<{ items: RunEvent[]; nextCursor: number | null }> {
  requirePermission(actor, 'run:view');
  const run = await findRun(deps, actor, input.id);
  const limit = input.limit ?? DEFAULT_LIMIT;
  const rows = await readEvents(deps.pool, run.id, input.after, limit + 1);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}
