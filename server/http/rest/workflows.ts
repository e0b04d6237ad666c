import { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { formatDocument, parseDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { putDraft } from '#server/workflow/put-draft.ts';
import { getWorkflow, listWorkflows } from '#server/workflow/read-workflows.ts';
import { mediaType, readText, requireMediaType } from '../body.ts';
import { json } from '../respond.ts';
import { readQuery, workflowName } from './input.ts';
import type { RestCall, RestRoute } from './route.ts';

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];

export const workflowRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/workflows', handle: list },
  { method: 'GET', path: '/workflows/{name}', handle: get },
  { method: 'PUT', path: '/workflows/{name}', handle: put },
];

async function list(call: RestCall): Promise<Response> {
  readQuery(call, z.strictObject({}));
  const rows = await listWorkflows(call.deps, call.actor);
  const items = rows.map(({ document: _document, lastRun, ...row }) => ({ ...row, lastRun }));
  return json({ items, nextCursor: null });
}

async function get(call: RestCall): Promise<Response> {
  readQuery(call, z.strictObject({}));
  const { document, revision } = await getWorkflow(call.deps, call.actor, { name: workflowName(call) });
  const headers = { etag: `"${revision}"`, vary: 'accept' };
  if (!wantsYaml(call.request)) return json(document, { headers });
  return new Response(formatDocument(document, 'yaml'), {
    headers: { ...headers, 'content-type': 'application/yaml; charset=utf-8' },
  });
}

const putQuery = z.strictObject({ publish: z.enum(['true', 'false']).optional() });

async function put(call: RestCall): Promise<Response> {
  const name = workflowName(call);
  const publish = readQuery(call, putQuery).publish === 'true';
  const document = await readDocumentBody(call.request);
  const result = await putDraft(call.deps, call.actor, { name, document, ifRevision: ifMatch(call.request), publish });
  return json(result, { headers: { etag: `"${result.revision}"` } });
}

async function readDocumentBody(request: Request): Promise<WorkflowDocument> {
  requireMediaType(request, ['application/json', ...YAML_TYPES]);
  const format = mediaType(request) === 'application/json' ? 'json' : 'yaml';
  return parseDocument(await readText(request), format, nodeDefinitions).document;
}

/** `If-Match: 7` or `"7"`; null when the header is missing. */
function ifMatch(request: Request): number | null {
  const header = request.headers.get('if-match');
  if (header === null) return null;
  const revision = /^"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (revision) return Number(revision);
  throw new FermataError('VALIDATION', 'If-Match must be the revision that you changed.', {
    details: [{ path: ['If-Match'], message: 'Must be a revision number.' }],
  });
}

function wantsYaml(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '';
  return YAML_TYPES.some((type) => accept.includes(type));
}
