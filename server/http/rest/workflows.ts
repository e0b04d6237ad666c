import { z } from 'zod';
import { formatDocument, parseDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { putDraft } from '#server/workflow/put-draft.ts';
import { getWorkflow, listWorkflows } from '#server/workflow/read-workflows.ts';
import { mediaType, readText, requireMediaType } from '../body.ts';
import { ifMatchHeaders, nameParam } from './input.ts';
import { documentExample, documentYaml } from './openapi/examples.ts';
import { defineRoute, type RestBody } from './route.ts';
import { documentSchema, putAnswer, workflowList } from './workflow-answers.schema.ts';

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];

const list = defineRoute({
  method: 'GET',
  path: '/workflows',
  operationId: 'listWorkflows',
  tag: 'Workflows',
  summary: 'All workflows, the last changed one first',
  scopes: ['workflow:view'],
  errors: [],
  answer: { description: 'Without their documents.', schema: workflowList },
  handle: async ({ deps, actor, reply }) => {
    const rows = await listWorkflows(deps, actor);
    return reply({ items: rows.map(({ document: _document, ...row }) => row), nextCursor: null });
  },
});

const get = defineRoute({
  method: 'GET',
  path: '/workflows/{name}',
  operationId: 'getWorkflow',
  tag: 'Workflows',
  summary: 'The draft of a workflow',
  description: 'As YAML when `Accept` asks for it, else as JSON. What is answered can be sent back with PUT.',
  scopes: ['workflow:view'],
  errors: [],
  params: nameParam,
  answer: {
    description: 'The workflow document.',
    schema: documentSchema,
    example: documentExample,
    headers: { ETag: 'The revision of the draft, for If-Match.' },
    instead: { 'application/yaml': { description: 'The same document.', example: documentYaml } },
  },
  handle: async ({ deps, actor, request, params, reply }) => {
    const { document, revision } = await getWorkflow(deps, actor, params);
    const headers = { etag: `"${revision}"`, vary: 'accept' };
    if (!wantsYaml(request)) return reply(document, headers);
    return new Response(formatDocument(document, 'yaml'), {
      headers: { ...headers, 'content-type': 'application/yaml; charset=utf-8' },
    });
  },
});

const documentBody: RestBody<WorkflowDocument> = {
  mediaTypes: ['application/json', ...YAML_TYPES],
  schema: documentSchema,
  example: documentExample,
  read: async (request) => {
    requireMediaType(request, documentBody.mediaTypes);
    const format = mediaType(request) === 'application/json' ? 'json' : 'yaml';
    return parseDocument(await readText(request), format, nodeDefinitions).document;
  },
};

const put = defineRoute({
  method: 'PUT',
  path: '/workflows/{name}',
  operationId: 'putWorkflow',
  tag: 'Workflows',
  summary: 'Create a workflow, or replace its draft',
  description:
    "The document's `metadata.name` must be the name in the address. With `publish=true` (needs `workflow:publish`) " +
    'the draft is published too; a draft with errors is kept, and the refusal lists them.',
  scopes: ['workflow:edit'],
  errors: ['CONFLICT', 'INVALID_WORKFLOW', 'NOT_FOUND'],
  params: nameParam,
  query: z.strictObject({ publish: z.enum(['true', 'false']).optional().describe('Publish the draft as well.') }),
  headers: ifMatchHeaders,
  body: documentBody,
  answer: {
    description: 'The draft is saved.',
    schema: putAnswer,
    example: { name: 'refund_review', revision: 4, version: 2, problems: [] },
    headers: { ETag: 'The revision of the draft, for If-Match.' },
  },
  handle: async ({ deps, actor, params, query, headers, body, reply }) => {
    const result = await putDraft(deps, actor, {
      name: params.name,
      document: body,
      ifRevision: headers['If-Match'] ?? null,
      publish: query.publish === 'true',
    });
    return reply(result, { etag: `"${result.revision}"` });
  },
});

export const workflowRoutes = [list, get, put];

function wantsYaml(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '';
  return YAML_TYPES.some((type) => accept.includes(type));
}
