import { z } from 'zod';
import { type WorkflowDocument, workflowNameSchema } from '#core/graph/schema.ts';
import { personSchema, roleSchema } from '#server/account/account.schema.ts';
import { runStatusSchema } from '#server/run/run.schema.ts';

/** Checked by `checkDocument` in the service, which names what is wrong better than a schema can. */
export const documentInput = z.unknown().refine((value) => value !== undefined, 'A document is required.');
const documentOutput = z.custom<WorkflowDocument>();

export const nameInput = z.strictObject({ name: workflowNameSchema });
/** An id that a browser gave to one of its tabs. */
const tabSchema = z.string().regex(/^[\w-]{1,64}$/, 'This is not the id of a tab.');
export const watchDraftInput = nameInput.extend({ tab: tabSchema });
export type WatchDraftInput = z.infer<typeof watchDraftInput>;
export const lookAtInput = watchDraftInput.extend({
  /** A node, or a note with what the canvas writes before its id. Null: nothing, or several things at once. */
  node: z
    .string()
    .max(80)
    .regex(/^(note:)?[a-z][a-z0-9_]*$/, 'This is not the id of a node or of a note.')
    .nullable(),
});
export type LookAtInput = z.infer<typeof lookAtInput>;
export const createWorkflowInput = z.strictObject({
  title: z.string().trim().min(1, 'Please enter a title.').max(200),
});
export const createFromTemplateInput = z.strictObject({ template: z.string().min(1).max(64) });
export const listWorkflowsInput = z.strictObject({ archived: z.boolean().optional() }).optional();
export const duplicateWorkflowInput = nameInput.extend({ newName: workflowNameSchema });
export const renameWorkflowInput = nameInput.extend({
  title: z.string().trim().min(1, 'Please enter a title.').max(200),
});
export const renameWorkflowOutput = z.object({ revision: z.int() });
export const deleteWorkflowInput = nameInput.extend({ confirm: z.string().max(100) });
export const nameOutput = z.object({ name: z.string() });

export const saveDraftInput = z.strictObject({
  name: workflowNameSchema,
  baseRevision: z.int().positive(),
  document: documentInput,
});
export const saveDraftOutput = z.discriminatedUnion('status', [
  z.object({ status: z.literal('saved'), revision: z.int() }),
  z.object({
    status: z.literal('conflict'),
    revision: z.int(),
    document: documentOutput,
    by: personSchema,
    at: z.string(),
  }),
]);
export type SaveDraftOutput = z.infer<typeof saveDraftOutput>;

export const saveCopyInput = z.strictObject({ name: workflowNameSchema, document: documentInput });

export const importInput = z.strictObject({ name: workflowNameSchema, document: documentInput });
export const importOutput = z.discriminatedUnion('status', [
  z.object({ status: z.literal('created'), name: z.string() }),
  z.object({
    status: z.literal('taken'),
    /** Of the workflow that has the name, and its draft's revision. */
    title: z.string(),
    revision: z.int(),
    /** A name like it that nothing has. */
    free: z.string(),
  }),
]);
export type ImportOutput = z.infer<typeof importOutput>;

export const publishInput = z.strictObject({
  name: workflowNameSchema,
  revision: z.int().positive(),
  note: z.string().max(2_000),
});
export type PublishInput = z.infer<typeof publishInput>;
export const publishOutput = z.object({ version: z.int() });

export const workflowListItem = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  revision: z.int(),
  publishedVersion: z.int().nullable(),
  updatedAt: z.string(),
  updatedBy: personSchema,
  document: documentOutput,
  lastRun: z
    .object({ id: z.string(), status: runStatusSchema, createdAt: z.string(), needsPerson: z.boolean() })
    .nullable(),
});
export type WorkflowListItem = z.infer<typeof workflowListItem>;

export const workflowOutput = z.object({
  name: z.string(),
  title: z.string(),
  document: documentOutput,
  revision: z.int(),
  publishedVersion: z.int().nullable(),
  publishedHash: z.string().nullable(),
  hasUnpublishedChanges: z.boolean(),
  updatedAt: z.string(),
  updatedBy: personSchema,
  archived: z.boolean(),
  permissions: z.object({ edit: z.boolean(), publish: z.boolean(), start: z.boolean() }),
});
export type WorkflowOutput = z.infer<typeof workflowOutput>;

export const versionListItem = z.object({
  number: z.int(),
  note: z.string(),
  by: personSchema,
  at: z.string(),
  hash: z.string(),
});
export const versionInput = z.strictObject({ name: workflowNameSchema, number: z.int().positive() });
export const versionOutput = z.object({
  number: z.int(),
  document: documentOutput,
  note: z.string(),
  by: personSchema,
  at: z.string(),
});

export const templateOutput = z.object({
  id: z.string(),
  title: z.string(),
  sentence: z.string(),
  document: documentOutput,
});

export const modelsOutput = z.object({
  default: z.string(),
  models: z.array(z.object({ id: z.string(), label: z.string(), provider: z.string(), simulated: z.boolean() })),
});

export const peopleOutput = z.array(
  z.object({ id: z.string(), name: z.string(), email: z.string(), role: roleSchema, approver: z.boolean() }),
);
