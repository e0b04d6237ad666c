import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import { archiveWorkflow, deleteWorkflow, restoreWorkflow } from './archive-workflow.ts';
import { createFromTemplate, createWorkflow, duplicateWorkflow, saveCopy } from './create-workflow.ts';
import { listPeople, listTemplates, listWorkspaceModels } from './design-data.ts';
import { importWorkflow } from './import-workflow.ts';
import { lookAt } from './look-at.ts';
import { publishWorkflow } from './publish-workflow.ts';
import { getVersion, getWorkflow, listVersions, listWorkflows } from './read-workflows.ts';
import { renameWorkflow } from './rename-workflow.ts';
import { rollBack } from './roll-back.ts';
import { saveDraft } from './save-draft.ts';
import { watchDraft } from './watch-draft.ts';
import {
  createFromTemplateInput,
  createWorkflowInput,
  deleteWorkflowInput,
  duplicateWorkflowInput,
  listWorkflowsInput,
  lookAtInput,
  importInput,
  importOutput,
  modelsOutput,
  nameInput,
  nameOutput,
  peopleOutput,
  publishInput,
  publishOutput,
  renameWorkflowInput,
  renameWorkflowOutput,
  saveCopyInput,
  saveDraftInput,
  saveDraftOutput,
  templateOutput,
  versionInput,
  versionListItem,
  versionOutput,
  watchDraftInput,
  workflowListItem,
  workflowOutput,
} from './workflow.schema.ts';

export const workflowRouter = {
  list: procedure
    .input(listWorkflowsInput)
    .output(z.array(workflowListItem))
    .query(({ ctx, input }) => listWorkflows(ctx.deps, ctx.actor, input)),
  get: procedure
    .input(nameInput)
    .output(workflowOutput)
    .query(({ ctx, input }) => getWorkflow(ctx.deps, ctx.actor, input)),
  create: procedure
    .input(createWorkflowInput)
    .output(nameOutput)
    .mutation(({ ctx, input }) => createWorkflow(ctx.deps, ctx.actor, input)),
  createFromTemplate: procedure
    .input(createFromTemplateInput)
    .output(nameOutput)
    .mutation(({ ctx, input }) => createFromTemplate(ctx.deps, ctx.actor, input)),
  watch: procedure
    .input(watchDraftInput)
    .subscription(({ ctx, input }) => watchDraft(ctx.deps, ctx.actor, input, ctx.signal)),
  lookAt: procedure
    .input(lookAtInput)
    .output(z.void())
    .mutation(({ ctx, input }) => lookAt(ctx.deps, ctx.actor, input)),
  saveDraft: procedure
    .input(saveDraftInput)
    .output(saveDraftOutput)
    .mutation(({ ctx, input }) => saveDraft(ctx.deps, ctx.actor, input)),
  saveCopy: procedure
    .input(saveCopyInput)
    .output(nameOutput)
    .mutation(({ ctx, input }) => saveCopy(ctx.deps, ctx.actor, input)),
  duplicate: procedure
    .input(duplicateWorkflowInput)
    .output(nameOutput)
    .mutation(({ ctx, input }) => duplicateWorkflow(ctx.deps, ctx.actor, input)),
  rename: procedure
    .input(renameWorkflowInput)
    .output(renameWorkflowOutput)
    .mutation(({ ctx, input }) => renameWorkflow(ctx.deps, ctx.actor, input)),
  archive: procedure
    .input(nameInput)
    .output(z.void())
    .mutation(({ ctx, input }) => archiveWorkflow(ctx.deps, ctx.actor, input)),
  restore: procedure
    .input(nameInput)
    .output(z.void())
    .mutation(({ ctx, input }) => restoreWorkflow(ctx.deps, ctx.actor, input)),
  delete: procedure
    .input(deleteWorkflowInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteWorkflow(ctx.deps, ctx.actor, input)),
  import: procedure
    .input(importInput)
    .output(importOutput)
    .mutation(({ ctx, input }) => importWorkflow(ctx.deps, ctx.actor, input)),
  publish: procedure
    .input(publishInput)
    .output(publishOutput)
    .mutation(({ ctx, input }) => publishWorkflow(ctx.deps, ctx.actor, input)),
  rollBack: procedure
    .input(versionInput)
    .output(publishOutput)
    .mutation(({ ctx, input }) => rollBack(ctx.deps, ctx.actor, input)),
  versions: procedure
    .input(nameInput)
    .output(z.array(versionListItem))
    .query(({ ctx, input }) => listVersions(ctx.deps, ctx.actor, input)),
  version: procedure
    .input(versionInput)
    .output(versionOutput)
    .query(({ ctx, input }) => getVersion(ctx.deps, ctx.actor, input)),
  templates: procedure.output(z.array(templateOutput)).query(({ ctx }) => listTemplates(ctx.actor)),
  models: procedure.output(modelsOutput).query(({ ctx }) => listWorkspaceModels(ctx.deps, ctx.actor)),
  people: procedure.output(peopleOutput).query(({ ctx }) => listPeople(ctx.deps, ctx.actor)),
} satisfies TRPCRouterRecord;
