import { canConnect } from '#core/graph/connect.ts';
import { addNode, connect, insertOnEdge } from '#core/graph/edit.ts';
import { canReplace, replaceNode } from '#core/graph/replace-node.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import type { NodeDefinition } from '#core/node/define.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { GraphAnalysis } from '#core/graph/analysis.ts';
import type { CanvasPoint } from '../canvas-editing.ts';
import { CARD_HEIGHT, CARD_WIDTH } from '../card-size.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext, PickPurpose } from '../editor-context.ts';
import { snap } from '../grid.ts';
import { select } from '../selection-store.ts';
import { absoluteBoxes, isContainer, titleOf } from '../to-flow.ts';
import { freeMainPort } from './free-port.ts';
import { insideMap } from './move-elements.ts';
import { revealNode } from './reveal-node.ts';

/** Adds a node of the type that was picked, or makes the node that was asked about one of it. */
export function placePicked(editor: EditorContext, type: string, at: CanvasPoint, purpose: PickPurpose): void {
  if (purpose.kind === 'replace') replaceWith(editor, type, purpose.nodeId);
  else placeNode(editor, type, at, purpose);
}

function replaceWith(editor: EditorContext, type: string, nodeId: string): void {
  const definition = definitionOf(editor.registry, type);
  if (!definition) return;
  editor.graph.apply(`Replace with ${definition.title}`, (document) =>
    replaceNode(document, editor.registry, { nodeId, definition }),
  );
  select(editor.selection, { nodes: [nodeId] });
  announce(editor, `Replaced with ${definition.title}`);
}

type NewNode = Exclude<PickPurpose, { kind: 'replace' }>;

/**
 * Adds a node of a type at a place of the canvas, for what it is wanted, as one history entry. Into a map when the
 * place is inside one, or when what it hangs on is. Selects it. Null when the type cannot stand there.
 */
export function placeNode(editor: EditorContext, type: string, at: CanvasPoint, purpose: NewNode): string | null {
  const definition = definitionOf(editor.registry, type);
  const before = editor.graph.getState().document;
  if (!definition || (definition.singleton && before.spec.nodes.some((node) => node.type === type))) return null;
  let id = '';
  editor.graph.apply(`Add ${definition.title}`, (document) => {
    const parent = definition.topLevelOnly ? undefined : parentFor(editor, document, at, purpose);
    const added = addNode(document, {
      definition,
      title: freeTitle(document, definition),
      position: relative(editor, document, at, parent),
      parent,
    });
    id = added.id;
    return attach(editor, added.document, id, purpose);
  });
  if (id === '') return null;
  select(editor.selection, { nodes: [id] });
  announce(editor, `Added ${definition.title}${whereWords(before, purpose)}`);
  // The canvas draws it first.
  if (editor.canvas())
    requestAnimationFrame(() => revealNode(editor, id, { focus: editor.ui.getState().home === 'canvas' }));
  return id;
}

function whereWords(document: WorkflowDocument, purpose: NewNode): string {
  const { nodes, edges } = analyzeGraph(document);
  const name = (id: string | undefined): string => {
    const node = nodes.get(id ?? '');
    return node ? titleOf(node) : '';
  };
  if (purpose.kind === 'connect') return ` after ${name(purpose.from.node)}`;
  if (purpose.kind === 'lead') return ` before ${name(purpose.to)}`;
  if (purpose.kind === 'place') return '';
  const edge = edges.get(purpose.edgeId);
  return ` between ${name(edge?.from)} and ${name(edge?.to)}`;
}

/** Types that can be added for a purpose: that may stand there, and take or pass on the wire. */
export function fittingTypes(editor: EditorContext, purpose: PickPurpose): NodeDefinition[] {
  const { document } = editor.graph.getState();
  if (purpose.kind === 'replace')
    return Object.values(editor.registry).filter((definition) =>
      canReplace(document, editor.registry, purpose.nodeId, definition),
    );
  const graph = analyzeGraph(document);
  const inMap = graph.nodes.get(neighbourOf(graph, purpose) ?? '')?.parent !== undefined;
  return Object.values(editor.registry).filter((definition) => {
    if (definition.singleton && document.spec.nodes.some((node) => node.type === definition.type)) return false;
    if (inMap && definition.topLevelOnly) return false;
    if (purpose.kind === 'place') return true;
    const passesOn = definition
      .ports(definition.config.parse(definition.defaults()))
      .some((port) => port.kind !== 'error');
    return (definition.acceptsInput || purpose.kind === 'lead') && (passesOn || purpose.kind === 'connect');
  });
}

/** The node that the new one hangs on, and whose map it shares. */
function neighbourOf(graph: GraphAnalysis, purpose: NewNode): string | undefined {
  switch (purpose.kind) {
    case 'place':
      return undefined;
    case 'connect':
      return purpose.from.node;
    case 'lead':
      return purpose.to;
    case 'insert':
      return graph.edges.get(purpose.edgeId)?.from;
  }
}

function attach(editor: EditorContext, document: WorkflowDocument, id: string, purpose: NewNode): WorkflowDocument {
  if (purpose.kind === 'insert') return insertOnEdge(document, editor.registry, { edgeId: purpose.edgeId, nodeId: id });
  if (purpose.kind === 'place') return document;
  const connection =
    purpose.kind === 'connect'
      ? { from: purpose.from, to: id }
      : { from: { node: id, port: freeMainPort(editor, id, document) ?? 'out' }, to: purpose.to };
  return canConnect(document, editor.registry, connection).ok ? connect(document, connection) : document;
}

function parentFor(
  editor: EditorContext,
  document: WorkflowDocument,
  at: CanvasPoint,
  purpose: NewNode,
): string | undefined {
  const graph = analyzeGraph(document);
  if (purpose.kind !== 'place') return graph.nodes.get(neighbourOf(graph, purpose) ?? '')?.parent;
  return containerAt(editor, document, { x: at.x + CARD_WIDTH / 2, y: at.y + CARD_HEIGHT / 2 }) ?? undefined;
}

/** The innermost map at a point of the canvas, other than the excluded ones. */
export function containerAt(
  editor: Pick<EditorContext, 'registry'>,
  document: WorkflowDocument,
  at: CanvasPoint,
  excluded: ReadonlySet<string> = new Set(),
): string | null {
  let innermost: string | null = null;
  for (const [id, box] of absoluteBoxes(document, editor.registry)) {
    const node = analyzeGraph(document).nodes.get(id);
    const inside = at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height;
    // Parents come before their children, so the last one found is the innermost.
    if (inside && node && !excluded.has(id) && isContainer(editor.registry, node)) innermost = id;
  }
  return innermost;
}

/** From the canvas to the corner of a map, kept below its header. On the grid. */
export function relative(
  editor: Pick<EditorContext, 'registry'>,
  document: WorkflowDocument,
  at: CanvasPoint,
  parent: string | undefined,
): CanvasPoint {
  const box = parent === undefined ? undefined : absoluteBoxes(document, editor.registry).get(parent);
  if (!box) return { x: snap(at.x), y: snap(at.y) };
  return insideMap({ x: snap(at.x - box.x), y: snap(at.y - box.y) });
}

function freeTitle(document: WorkflowDocument, definition: NodeDefinition): string {
  const taken = new Set(document.spec.nodes.map((node) => node.title));
  for (let n = 1; ; n++) {
    const title = n === 1 ? definition.title : `${definition.title} ${n}`;
    if (!taken.has(title)) return title;
  }
}
