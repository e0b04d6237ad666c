import { z } from 'zod';

export const workspaceOutput = z.object({
  name: z.string(),
  /** Runs that may work at the same time; null: any number. Those that wait for a person or a time do not count. */
  maxConcurrentRuns: z.int().nullable(),
  /** Runs that may wait for a free place; a start beyond it is refused. */
  maxQueuedRuns: z.int(),
  /** Finished runs are deleted after this many days. */
  retentionDays: z.int(),
});
export type WorkspaceOutput = z.infer<typeof workspaceOutput>;

/** From 1 to `max`; what is wrong is said beside the field. */
function wholeNumber(max: number): z.ZodInt {
  const message = `Enter a whole number from 1 to ${max.toLocaleString('en-US')}.`;
  return z.int(message).min(1, message).max(max, message);
}

/** What is absent stays as it is. */
export const updateWorkspaceInput = z.strictObject({
  name: z.string().trim().min(1, 'A workspace has a name.').max(100, 'At most 100 characters.').optional(),
  maxConcurrentRuns: wholeNumber(100_000).nullable().optional(),
  maxQueuedRuns: wholeNumber(1_000_000).optional(),
  retentionDays: wholeNumber(3_650).optional(),
});
export type UpdateWorkspace = z.infer<typeof updateWorkspaceInput>;
