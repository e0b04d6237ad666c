import { titleOf } from '#components/canvas/to-flow.ts';
import { assertNever } from '#core/assert-never.ts';
import type { ElementRef, FieldPath } from '#core/graph/elements.ts';
import { edgeSource } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

/** What a person calls an element. It is looked for in the documents in turn, because one may have lost it. */
export function elementName(element: ElementRef, documents: readonly WorkflowDocument[]): string {
  switch (element.kind) {
    case 'workflow':
      return 'Workflow';
    case 'node':
      return nodeName(element.id, documents);
    case 'edge':
      return edgeName(element.id, documents);
    case 'note': {
      const note = find(documents, ({ spec }) => spec.canvas?.notes?.find(({ id }) => id === element.id));
      const [line = ''] = (note?.text ?? '').trim().split('\n');
      return line === '' ? 'Note' : `Note “${line.slice(0, 40)}${line.length > 40 ? '…' : ''}”`;
    }
    case 'group': {
      const group = find(documents, ({ spec }) => spec.canvas?.groups?.find(({ id }) => id === element.id));
      return `Group “${group?.title ?? element.id}”`;
    }
    default:
      return assertNever(element.kind, 'kind of element');
  }
}

function nodeName(id: string, documents: readonly WorkflowDocument[]): string {
  return titleOf(find(documents, ({ spec }) => spec.nodes.find((node) => node.id === id)) ?? { id });
}

function edgeName(id: string, documents: readonly WorkflowDocument[]): string {
  const [from = '', to = ''] = id.split('->');
  const { node, port } = edgeSource({ from });
  const by = port === 'out' ? '' : ` (${words(port).toLowerCase()})`;
  return `${nodeName(node, documents)}${by} → ${nodeName(to, documents)}`;
}

function find<T>(documents: readonly WorkflowDocument[], look: (document: WorkflowDocument) => T | undefined) {
  for (const document of documents) {
    const found = look(document);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `config.maxSteps` reads "Max steps"; what lies deeper is told with the way there. */
export function fieldName(path: FieldPath): string {
  const shown = path[0] === 'config' && path.length > 1 ? path.slice(1) : path;
  return shown.map((name, i) => (i === 0 ? (NAMES[name] ?? words(name)) : name)).join(' › ');
}

/** Fields whose key is not what the editor calls them. */
const NAMES: Record<string, string> = { onError: 'On failure', parent: 'Inside map', loop: 'Loop' };

function words(name: string): string {
  const spaced = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
