import { isDeepStrictEqual } from 'node:util';
import type { Person } from '#server/account/account.schema.ts';
import { personsById } from '#server/account/members.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { findWorkflowId } from './look-at.ts';
import { Presence, type PresentPerson } from './presence.ts';
import type { WatchDraftInput } from './workflow.schema.ts';

/** Hints can get lost with their connection: a stream looks by itself this often. */
const POLL_MS = 15_000;

/**
 * Where a draft stands and who else has it open: once at the beginning, and again whenever somebody saved or published
 * it, came, went, or selected something. It tells that there is something new, and whoever edits fetches it when they
 * are ready to take it in. Whoever reads this is present, in the tab that they name. Ends when the workflow is deleted.
 * @throws FermataError NOT_FOUND
 */
export async function watchDraft(
  deps: Pick<Deps, 'live' | 'pool' | 'prisma'>,
  actor: Actor,
  input: WatchDraftInput,
  signal: AbortSignal,
): Promise<AsyncGenerator<DraftChange, void>> {
  requirePermission(actor, 'workflow:view');
  const workflowId = await findWorkflowId(deps, actor, input.name);
  return changesOf(deps, { workflowId, userId: actor.user.id, tab: input.tab }, signal);
}

/** Where a draft stands. `by` saved it last; `people` are those who are here, without the tab that is told. */
interface DraftChange {
  revision: number;
  publishedVersion: number | null;
  by: Person;
  people: PresentPerson[];
}

async function* changesOf(
  deps: Pick<Deps, 'live' | 'pool' | 'prisma'>,
  place: { workflowId: string; userId: string; tab: string },
  signal: AbortSignal,
): AsyncGenerator<DraftChange, void> {
  // Before the first look, so that what is saved between the two is not missed.
  const hints = deps.live.watchWorkflow(place.workflowId);
  const presence = new Presence(deps, place);
  let told: (Standing & Pick<DraftChange, 'people'>) | null = null;
  try {
    await presence.begin();
    while (!signal.aborted) {
      const standing = await standingOf(deps, place.workflowId);
      if (!standing) return;
      const { people, leavesInMs } = await presence.look();
      const now = { ...standing, people };
      if (!isDeepStrictEqual(now, told)) {
        told = now;
        const { updatedBy, ...change } = now;
        const person = await personsById(deps, [updatedBy]);
        yield { ...change, by: person(updatedBy) };
      }
      await hints.next(Math.min(POLL_MS, leavesInMs), signal);
    }
  } finally {
    hints.close();
    // What cannot be told now, as when the database is gone, shows by itself: nobody renews it.
    await presence.end().catch(() => undefined);
  }
}

interface Standing {
  revision: number;
  publishedVersion: number | null;
  updatedBy: string;
}

async function standingOf({ pool }: Pick<Deps, 'pool'>, workflowId: string): Promise<Standing | null> {
  const { rows } = await pool.query<Standing>(
    `SELECT revision, published_version AS "publishedVersion", updated_by AS "updatedBy" FROM workflow WHERE id = $1`,
    [workflowId],
  );
  return rows[0] ?? null;
}
