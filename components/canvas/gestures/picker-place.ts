import { COLUMN_WIDTH } from '#core/graph/edit.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { CanvasPoint } from '../canvas-editing.ts';
import { CARD_HEIGHT, CARD_WIDTH } from '../card-size.ts';
import type { EditorContext, PickerRequest } from '../editor-context.ts';
import { onlyNode } from '../selection-store.ts';
import { absoluteBoxes, isContainer } from '../to-flow.ts';
import type { AbsoluteBox } from '../to-flow.ts';
import { canvasFrame } from '../view-frame.ts';
import { freeMainPort } from './free-port.ts';

/** The middle of what is in view, in canvas and window coordinates. */
export function viewCentre(editor: EditorContext): { at: CanvasPoint; screen: CanvasPoint } {
  const canvas = editor.canvas();
  if (!canvas) return { at: { x: 0, y: 0 }, screen: outlinePlace() ?? { x: 0, y: 0 } };
  const frame = canvasFrame();
  const screen = frame
    ? { x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 }
    : { x: window.innerWidth / 2, y: window.innerHeight / 2 };
  return { at: canvas.screenToFlowPosition(screen), screen };
}

/** Below a node, in the window. */
export function screenPlaceOf(editor: EditorContext, nodeId: string): CanvasPoint {
  const box = absoluteBoxes(editor.graph.getState().document, editor.registry).get(nodeId);
  const canvas = editor.canvas();
  const inOutline = editor.ui.getState().home === 'outline' ? outlinePlace() : null;
  if (inOutline) return inOutline;
  if (!box || !canvas) return viewCentre(editor).screen;
  return canvas.flowToScreenPosition({ x: box.x + box.width, y: box.y + 48 });
}

/** Below the active row of the outline, in the window; null where none is shown. */
function outlinePlace(): CanvasPoint | null {
  if (typeof document === 'undefined') return null;
  const row = document.querySelector('[role="tree"] [aria-selected="true"]')?.getBoundingClientRect();
  return row ? { x: row.left + 48, y: row.bottom } : null;
}

/** Where a node from the keyboard goes: into the selected wire, behind the selected node, else where one looks. */
export function pickerAtSelection(editor: EditorContext): PickerRequest {
  const { document } = editor.graph.getState();
  const selection = editor.selection.getState();
  const [edgeId] = selection.edges;
  const { at, screen } = viewCentre(editor);
  if (edgeId !== undefined && selection.edges.size === 1 && selection.nodes.size === 0) {
    const edge = analyzeGraph(document).edges.get(edgeId);
    if (edge) return { purpose: { kind: 'insert', edgeId }, at, screen };
  }
  const nodeId = onlyNode(selection);
  const port = nodeId === null ? null : freeMainPort(editor, nodeId);
  if (nodeId === null || port === null) {
    const cards = [...absoluteBoxes(document, editor.registry)].filter(([id]) => !holdsNodes(editor, id));
    return {
      purpose: { kind: 'place' },
      at: freePlace(
        centred(at),
        cards.map(([, box]) => box),
      ),
      screen,
    };
  }
  return {
    purpose: { kind: 'connect', from: { node: nodeId, port } },
    at: placeBehind(editor, nodeId),
    screen: screenPlaceOf(editor, nodeId),
  };
}

/** Right of a node, and below whatever stands there already. Canvas coordinates. */
export function placeBehind(editor: EditorContext, nodeId: string): CanvasPoint {
  const boxes = absoluteBoxes(editor.graph.getState().document, editor.registry);
  const own = boxes.get(nodeId);
  if (!own) return { x: 0, y: 0 };
  const containers = containersAround(editor, nodeId);
  const others = [...boxes].filter(([id]) => !containers.has(id)).map(([, box]) => box);
  const x = own.x + own.width + (COLUMN_WIDTH - CARD_WIDTH);
  return freePlace({ x, y: own.y }, others);
}

/** The same place, or the first free one below it. */
export function freePlace(wanted: CanvasPoint, others: readonly AbsoluteBox[]): CanvasPoint {
  const taken = (y: number): boolean =>
    others.some(
      (box) =>
        box.x < wanted.x + CARD_WIDTH &&
        wanted.x < box.x + box.width &&
        box.y < y + CARD_HEIGHT &&
        y < box.y + box.height,
    );
  let y = wanted.y;
  while (taken(y)) y += 32;
  return { x: wanted.x, y };
}

export function centred(at: CanvasPoint): CanvasPoint {
  return { x: at.x - CARD_WIDTH / 2, y: at.y - CARD_HEIGHT / 2 };
}

/** What lands on a map goes into it, so a map takes no place away. */
function holdsNodes(editor: EditorContext, nodeId: string): boolean {
  const node = analyzeGraph(editor.graph.getState().document).nodes.get(nodeId);
  return node !== undefined && isContainer(editor.registry, node);
}

function containersAround(editor: EditorContext, nodeId: string): Set<string> {
  const { nodes } = analyzeGraph(editor.graph.getState().document);
  const around = new Set<string>();
  for (let id = nodes.get(nodeId)?.parent; id !== undefined && !around.has(id); id = nodes.get(id)?.parent)
    around.add(id);
  return around;
}
