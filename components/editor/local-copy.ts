import { del, get, keys, set } from 'idb-keyval';
import { z } from 'zod';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { KeptDraft, LocalCopy } from './autosave.ts';
import { claimTab, isTabGone } from './this-tab.ts';

export interface LocalDraft {
  /** Where this tab keeps what is not saved. */
  local: LocalCopy;
  /** What was kept the last time, by this tab or by one that is gone. */
  kept: KeptDraft | null;
}

/**
 * Unsaved work in the browser's own database: it survives a reload, a crash and a server that is away. It is kept by
 * person, workflow and tab: two tabs without a connection never overwrite each other, and nobody inherits the drafts
 * of who used the browser before. Work of a tab that is gone goes over to the next one that opens the workflow.
 */
export async function openLocalDraft(userId: string, workflow: string): Promise<LocalDraft> {
  const mine = `fermata:draft:${userId}:${workflow}:`;
  // Where a browser lends no storage at all, nothing is kept, and the editor opens all the same.
  const own = mine + (await claimTab().catch(() => 'no-storage'));
  const local: LocalCopy = { write: (copy) => set(own, copy), clear: () => del(own) };
  const kept = (await readKept(own)) ?? (await adopt(mine, own));
  return { local, kept };
}

async function adopt(mine: string, own: string): Promise<KeptDraft | null> {
  const known = await keys<string>().catch(() => []);
  for (const key of known.filter((candidate) => candidate.startsWith(mine))) {
    if (!(await isTabGone(key.slice(mine.length)))) continue;
    const kept = await readKept(key);
    if (kept) await set(own, kept);
    await del(key);
    if (kept) return kept;
  }
  return null;
}

/** What was kept, or null. A copy that this version cannot read is none. */
async function readKept(key: string): Promise<KeptDraft | null> {
  const kept = keptSchema.safeParse(await get(key).catch(() => null));
  return kept.success ? kept.data : null;
}

const keptSchema = z.object({
  baseRevision: z.int(),
  base: workflowDocumentSchema,
  document: workflowDocumentSchema,
});
