import fc from 'fast-check';
import { addNode, connect, moveNodes, removeElements, setLoop, setParent, updateConfig } from '../edit.ts';
import { updateMetadata, updateNode, updateSpec } from '../edit.ts';
import { type Group, groupsOf, withCanvas } from '../canvas.ts';
import { groupNodes, ungroupNodes, updateGroup } from '../edit-groups.ts';
import { addNote, removeNotes, updateNote } from '../edit-notes.ts';
import { mintId } from '../ids.ts';
import { edgeId, type GraphNode, type WorkflowDocument } from '../schema.ts';
import { testRegistry } from './test-registry.ts';

/** One gesture of somebody at a canvas; which nodes it is about depends on what is there. */
export type AnyEdit = { kind: (typeof KINDS)[number]; a: number; b: number; text: string };

const KINDS = [
  'add',
  'retitle',
  'move',
  'remove',
  'connect',
  'disconnect',
  'loop',
  'reprompt',
  'nest',
  'retry',
  'note',
  'renote',
  'unnote',
  'group',
  'regroup',
  'ungroup',
  'describe',
  'input',
] as const;

export const arbitraryEdit: fc.Arbitrary<AnyEdit> = fc.record({
  kind: fc.constantFrom(...KINDS),
  a: fc.nat({ max: 40 }),
  b: fc.nat({ max: 40 }),
  text: fc.constantFrom('one', 'two', 'three', 'four'),
});

/** Makes an edit. `by` gives what a writer adds ids of their own. */
export function applyEdit(document: WorkflowDocument, { kind, a, b, text }: AnyEdit, by = ''): WorkflowDocument {
  const { nodes, edges, canvas } = document.spec;
  const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
  const node = pick(nodes, a);
  const edge = pick(edges, a);
  const note = pick(canvas?.notes ?? [], a);
  const framed = pick(canvas?.groups ?? [], a);
  switch (kind) {
    case 'add':
      return addNode(document, { definition: testRegistry.task, position: { x: a, y: b }, title: by + text }).document;
    case 'retitle':
      return node ? updateNode(document, node.id, { title: text }) : document;
    case 'move':
      return node ? moveNodes(document, new Map([[node.id, { x: a, y: b }]])) : document;
    case 'remove':
      return node ? removeElements(document, { nodes: [node.id] }) : document;
    case 'connect':
      return wire(document, node, pick(nodes, b));
    case 'disconnect':
      return edge ? removeElements(document, { edges: [edgeId(edge)] }) : document;
    case 'loop':
      return edge ? setLoop(document, edgeId(edge), b % 3 === 0 ? null : { max: b + 1 }) : document;
    case 'reprompt':
      return node ? updateConfig(document, node.id, { ...node.config, prompt: text, [text]: b }) : document;
    case 'nest':
      return nest(document, node, b);
    case 'retry':
      return node ? updateNode(document, node.id, { retry: retryOf(b) }) : document;
    case 'note':
      return addNote(document, { text: by + text, position: { x: a, y: b } }).document;
    case 'renote':
      return note ? updateNote(document, note.id, b % 2 === 0 ? { text } : { position: { x: a, y: b } }) : document;
    case 'unnote':
      return note ? removeNotes(document, [note.id]) : document;
    case 'group':
      return group(document, node, pick(nodes, b), by + text);
    case 'regroup':
      return framed ? updateGroup(document, framed.id, b % 2 === 0 ? { title: text } : { colour: 'teal' }) : document;
    case 'ungroup':
      return ungroupNodes(document, b % 2 === 0 ? (framed?.nodes ?? []) : (framed?.nodes.slice(0, 1) ?? []));
    case 'describe':
      return updateMetadata(document, { description: text });
    case 'input':
      return updateSpec(document, { input: { ...document.spec.input, [text]: { type: 'string', title: by + b } } });
  }
}

function wire(document: WorkflowDocument, from: GraphNode | undefined, to: GraphNode | undefined): WorkflowDocument {
  return from && to ? connect(document, { from: { node: from.id, port: 'out' }, to: to.id }) : document;
}

/** Round two nodes, under an id of the writer's own. */
function group(document: WorkflowDocument, one?: GraphNode, other?: GraphNode, title = ''): WorkflowDocument {
  const taken = new Set(groupsOf(document).map(({ id }) => id));
  const grouped = groupNodes(
    document,
    [one, other].flatMap((node) => node?.id ?? []),
  );
  if (grouped.id === null || taken.has(grouped.id)) return grouped.document;
  const own = { ...groupsOf(grouped.document).at(-1), id: mintId(title, taken), title };
  return withCanvas(grouped.document, { groups: [...groupsOf(grouped.document).slice(0, -1), own as Group] });
}

function nest(document: WorkflowDocument, node: GraphNode | undefined, n: number): WorkflowDocument {
  const maps = document.spec.nodes.filter((candidate) => candidate.type === 'map');
  const into = n % 3 === 0 ? undefined : maps[n % Math.max(1, maps.length)];
  return node ? setParent(document, [node.id], into?.id ?? null) : document;
}

function retryOf(n: number): GraphNode['retry'] {
  return n % 4 === 0 ? undefined : { maxAttempts: 1 + (n % 5), backoff: '1s', factor: 2, maxBackoff: '60s' };
}
