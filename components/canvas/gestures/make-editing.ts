import { canConnect } from '#core/graph/connect.ts';
import { connect, reconnect, setLoop } from '#core/graph/edit.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { groupsOf } from '#core/graph/canvas.ts';
import { updateNote } from '#core/graph/edit-notes.ts';
import type { CanvasEditing, PortRef } from '../canvas-editing.ts';
import { CARD_WIDTH, MAIN_HANDLE_Y } from '../card-size.ts';
import { announce, openOverlay } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { notify } from '#components/ui/toast.tsx';
import { select } from '../selection-store.ts';
import { titleOf } from '../to-flow.ts';
import { edgeId } from '#core/graph/schema.ts';
import { edgeOf } from '#core/graph/connect.ts';
import { dropCopies, dropNodes } from './drop-nodes.ts';
import { movesOfMembers } from './group-moves.ts';
import { centred } from './picker-place.ts';
import { fittingTypes, placeNode } from './place-node.ts';
import { sourceVerdicts, targetVerdicts } from './wire-verdicts.ts';

/** What a palette item carries while it is dragged. */
export const NODE_TYPE_MIME = 'application/x-fermata-node-type';

/** Loops begin with this many repetitions; the pill on the wire changes it. */
const NEW_LOOP_MAX = 3;

/** The gestures of the canvas as edits and overlays of one editor. */
export function makeEditing(editor: EditorContext): CanvasEditing {
  return {
    moved: (dragged, pointer, { copies }) => {
      const moves = movesOfMembers(editor, dragged);
      if (copies) dropCopies(editor, moves, pointer);
      else dropNodes(editor, moves, pointer);
    },
    verdicts: (wire, inView) =>
      'from' in wire
        ? targetVerdicts(editor, wire.from, wire.replaces)
        : sourceVerdicts(editor, wire.to, inView, wire.replaces),
    connect: (from, to) => void drawWire(editor, from, to),
    // The new node has the wire's end where it was let go.
    connectNew: (wire, at, screen) =>
      openOverlay(editor, {
        kind: 'picker',
        ...('from' in wire
          ? { purpose: { kind: 'connect', from: wire.from }, at: { x: at.x, y: at.y - MAIN_HANDLE_Y } }
          : { purpose: { kind: 'lead', to: wire.to }, at: { x: at.x - CARD_WIDTH, y: at.y - MAIN_HANDLE_Y } }),
        screen,
      }),
    reconnect: (id, end, to) => moveWire(editor, id, end, to),
    insertOnEdge: (id, screen) => {
      const at = editor.canvas()?.screenToFlowPosition(screen) ?? { x: 0, y: 0 };
      openOverlay(editor, { kind: 'picker', purpose: { kind: 'insert', edgeId: id }, at: centred(at), screen });
    },
    setLoopMax: (id, max) =>
      void editor.graph.apply('Change loop', (before) => setLoop(before, id, { max }), `loop:${id}`),
    editNote: (id, text) =>
      void editor.graph.apply('Edit note', (before) => updateNote(before, id, { text }), `note:${id}`),
    renameGroup: (id) => renameGroup(editor, id),
    resizeNote: (id, size) => void editor.graph.apply('Resize note', (before) => updateNote(before, id, size)),
    contextMenu: (target, at, screen) => openOverlay(editor, { kind: 'menu', target, at, screen }),
    dropped: (data, at, wire) => {
      const type = data.getData(NODE_TYPE_MIME);
      const into = wire === null ? null : ({ kind: 'insert', edgeId: wire } as const);
      const fits = into !== null && fittingTypes(editor, into).some((definition) => definition.type === type);
      if (type) placeNode(editor, type, centred(at), fits ? into : { kind: 'place' });
    },
    doubleClickPane: (at, screen) =>
      openOverlay(editor, { kind: 'picker', purpose: { kind: 'place' }, at: centred(at), screen }),
  };
}

function renameGroup(editor: EditorContext, id: string): void {
  const group = groupsOf(editor.graph.getState().document).find((candidate) => candidate.id === id);
  if (!group) return;
  select(editor.selection, { nodes: group.nodes });
  editor.ui.setState({ rename: { of: 'group' } });
}

/** Draws a wire if it may be; a wire that would close a circle becomes a loop. Says why not otherwise. */
export function drawWire(editor: EditorContext, from: PortRef, to: string): boolean {
  const { document } = editor.graph.getState();
  const answer = canConnect(document, editor.registry, { from, to });
  if (!answer.ok) {
    refuse(editor, answer.reason);
    return false;
  }
  const loop = answer.loop ? { max: NEW_LOOP_MAX } : null;
  editor.graph.apply(answer.loop ? 'Add loop' : 'Connect', (before) => connect(before, { from, to }, loop));
  select(editor.selection, { edges: [edgeId(edgeOf({ from, to }))] });
  const { nodes } = analyzeGraph(document);
  const [start, end] = [from.node, to].map((id) => titleOf(nodes.get(id) ?? { id }));
  announce(editor, `${answer.loop ? 'Loop added from' : 'Connected'} ${start} to ${end}`);
  return true;
}

function moveWire(editor: EditorContext, id: string, end: 'source' | 'target', to: PortRef): void {
  const { document } = editor.graph.getState();
  const edge = analyzeGraph(document).edges.get(id);
  if (!edge) return;
  const from = end === 'source' ? to : { node: edge.from, port: edge.port };
  const target = end === 'source' ? edge.to : to.node;
  const answer = canConnect(document, editor.registry, { from, to: target }, { replaces: id });
  if (!answer.ok) {
    refuse(editor, answer.reason);
    return;
  }
  editor.graph.apply('Reconnect', (before) => {
    const moved = reconnect(before, id, { from, to: target });
    const loop = answer.loop ? { max: edge.loop?.max ?? NEW_LOOP_MAX } : null;
    return setLoop(moved, edgeId(edgeOf({ from, to: target })), loop);
  });
}

function refuse(editor: EditorContext, reason: string): void {
  notify.error(reason);
  announce(editor, reason);
}
