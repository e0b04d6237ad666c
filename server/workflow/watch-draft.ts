import type { Person } from '#server/account/account.schema.ts';
import { personsById } from '#server/account/members.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { findWorkflow } from './workflow-repository.ts';

/** Hints can get lost with their connection: a stream looks by itself this often. */
const POLL_MS = 15_000;

/**
 * Where a draft stands: once at the beginning, and again whenever somebody saved or published it. It tells that there is
 * something new, and whoever edits fetches it when they are ready to take it in. Ends when the workflow is deleted.
 * @throws FermataError NOT_FOUND
 */
export async function watchDraft(
  deps: Pick<Deps, 'live' | 'pool' | 'prisma'>,
  actor: Actor,
  input: { name: string },
  signal: AbortSignal,
): Promise<AsyncGenerator<DraftChange, void>> {
  requirePermission(actor, 'workflow:view');
  const { id } = await findWorkflow(deps, actor, input.name);
  return changesOf(deps, id, signal);
}

/** Where a draft stands. `by` saved it last. */
interface DraftChange {
  revision: number;
  publishedVersion: number | null;
  by: Person;
}

async function* changesOf(
  deps: Pick<Deps, 'live' | 'pool' | 'prisma'>,
  workflowId: string,
  signal: AbortSignal,
): AsyncGenerator<DraftChange, void> {
  // Before the first look, so that what is saved between the two is not missed.
  const hints = deps.live.watchWorkflow(workflowId);
  let told: Standing | null = null;
  try {
    while (!signal.aborted) {
      const now = await standingOf(deps, workflowId);
      if (!now) return;
      if (now.revision !== told?.revision || now.publishedVersion !== told.publishedVersion) {
        told = now;
        const { updatedBy, ...standing } = now;
        const person = await personsById(deps, [updatedBy]);
        yield { ...standing, by: person(updatedBy) };
      }
      await hints.next(POLL_MS, signal);
    }
  } finally {
    hints.close();
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
