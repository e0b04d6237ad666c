import { z } from 'zod';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import { workflowListItem } from '#server/workflow/workflow.schema.ts';
import { component } from './openapi/component.ts';

export const timestamp = z.iso.datetime();
const pathSchema = z.array(z.union([z.string(), z.int()]));

export const documentSchema = component('WorkflowDocument', workflowDocumentSchema);

export const workflowList = z.strictObject({
  items: z.array(
    component(
      'Workflow',
      workflowListItem.omit({ document: true }).extend({
        updatedAt: timestamp,
        lastRun: workflowListItem.shape.lastRun.unwrap().extend({ createdAt: timestamp }).nullable(),
      }),
    ),
  ),
  nextCursor: z.null(),
});

/** `Problem` of core/graph/problem.ts. */
const problemSchema = component(
  'Problem',
  z.strictObject({
    code: z.string(),
    severity: z.enum(['error', 'warning']).describe('Errors keep a workflow from being published.'),
    message: z.string(),
    nodeId: z.string().optional(),
    edgeId: z.string().optional(),
    path: pathSchema.optional().describe('Inside the node when there is a nodeId, else inside the document.'),
    trail: z.array(z.string()).optional().describe('Nodes and edges that show the problem, a way in its order.'),
    fix: z.looseObject({ kind: z.string(), label: z.string() }).optional().describe('An edit that the editor offers.'),
  }),
);

export const putAnswer = z.strictObject({
  name: z.string(),
  revision: z.int().describe('Of the draft.'),
  version: z.int().nullable().describe('The published version, if there is one.'),
  problems: z.array(problemSchema),
});
