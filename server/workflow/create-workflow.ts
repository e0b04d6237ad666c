import { FermataError } from '#core/errors.ts';
import { API_VERSION, type WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { storable, storableText } from '#server/db/storable.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { readDocument } from './read-document.ts';
import { findTemplate } from './templates/templates.ts';
import { findWorkflow, insertWorkflow } from './workflow-repository.ts';

const NAME_MAX_CHARS = 64;

/** A workflow with nothing but its start, named after the title. */
export async function createWorkflow(deps: Deps, actor: Actor, input: { title: string }): Promise<{ name: string }> {
  requirePermission(actor, 'workflow:edit');
  const title = storableText(input.title);
  return insertUnderFreeName(deps, actor, nameFromTitle(title), (name) => ({
    apiVersion: API_VERSION,
    kind: 'Workflow',
    metadata: { name, title },
    spec: { nodes: startNodes(), edges: [] },
  }));
}

/** @throws FermataError NOT_FOUND for an unknown template. */
export async function createFromTemplate(
  deps: Deps,
  actor: Actor,
  input: { template: string },
): Promise<{ name: string }> {
  requirePermission(actor, 'workflow:edit');
  const template = findTemplate(input.template);
  if (!template) throw notFound('template');
  const { document } = template;
  return insertUnderFreeName(deps, actor, document.metadata.name, (name) => renamed(document, name));
}

/** "Mine as a copy": keeps a draft that could not be saved, under a name of its own. */
export async function saveCopy(
  deps: Deps,
  actor: Actor,
  input: { name: string; document: unknown },
): Promise<{ name: string }> {
  requirePermission(actor, 'workflow:edit');
  await findWorkflow(deps, actor, input.name);
  const document = readDocument(input.document, input.name);
  const title = `${document.metadata.title ?? input.name} (copy)`;
  return insertUnderFreeName(deps, actor, withSuffix(input.name, '-copy'), (name) => renamed(document, name, title));
}

/**
 * A copy of the draft under a name that the person chose.
 * @throws FermataError CONFLICT when the name is taken.
 */
export async function duplicateWorkflow(
  deps: Deps,
  actor: Actor,
  input: { name: string; newName: string },
): Promise<{ name: string }> {
  requirePermission(actor, 'workflow:edit');
  const { draft, title } = await findWorkflow(deps, actor, input.name);
  const document = renamed(draft, input.newName, `${title} (copy)`);
  if (await insertWorkflow(deps, actor, readDocument(storable(document), input.newName))) {
    return { name: input.newName };
  }
  throw new FermataError('CONFLICT', `There is a workflow called "${input.newName}" already. Choose another name.`);
}

/** Tries `name`, `name-2`, `name-3` …: the unique index decides, so two at once never share one. */
async function insertUnderFreeName(
  deps: Deps,
  actor: Actor,
  base: string,
  documentFor: (name: string) => WorkflowDocument,
): Promise<{ name: string }> {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : withSuffix(base, `-${n}`);
    if (await insertWorkflow(deps, actor, readDocument(storable(documentFor(name)), name))) return { name };
  }
}

/** The first of `name-2`, `name-3` … that nothing has at the moment. */
export async function freeName(deps: Pick<Deps, 'prisma'>, actor: Actor, name: string): Promise<string> {
  for (let n = 2; ; n += 1) {
    const free = withSuffix(name, `-${n}`);
    const where = { workspaceId_name: { workspaceId: actor.workspaceId, name: free } };
    if (!(await deps.prisma.workflow.findUnique({ where, select: { id: true } }))) return free;
  }
}

function withSuffix(name: string, suffix: string): string {
  return name.slice(0, NAME_MAX_CHARS - suffix.length) + suffix;
}

function renamed(document: WorkflowDocument, name: string, title = document.metadata.title): WorkflowDocument {
  return { ...document, metadata: { ...document.metadata, name, title } };
}

/** `Réponse à 3 clients` becomes `reponse_a_3_clients`. */
export function nameFromTitle(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '');
  return plain.slice(0, NAME_MAX_CHARS) || 'workflow';
}

function startNodes(): WorkflowDocument['spec']['nodes'] {
  return Object.values(nodeDefinitions)
    .filter((definition) => definition.control === 'start')
    .map(({ type }) => ({ id: type, type, position: { x: 0, y: 0 }, config: {} }));
}
