import { describe, expect, test } from 'vitest';
import { edgeId, workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { deleteSelection } from '../commands/delete-selection.ts';
import { duplicateSelection } from '../commands/duplicate-selection.ts';
import { nudgeCommands } from '../commands/nudge-selection.ts';
import { pasteText } from '../commands/paste-clip.ts';
import { clipText } from '../commands/clip.ts';
import { COMMANDS } from '../commands/registry.ts';
import { undo } from '../commands/undo.ts';
import { createEditorUi } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { createGraphStore } from '../graph-store.ts';
import { createProblemStore } from '../problem-store.ts';
import { createSelectionStore, select } from '../selection-store.ts';
import { dropNodes } from './drop-nodes.ts';
import { drawWire } from './make-editing.ts';
import { freePlace } from './picker-place.ts';
import { fittingTypes, placeNode } from './place-node.ts';

const draft = workflowDocumentSchema.parse({
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'w' },
  spec: {
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'write', type: 'agent', position: { x: 320, y: 0 }, config: { prompt: 'p' } },
      { id: 'gate', type: 'approval', position: { x: 640, y: 0 }, config: { message: 'm' } },
      { id: 'each', type: 'map', position: { x: 0, y: 400 }, config: { items: '{{ input.list }}' } },
      { id: 'item', type: 'set', parent: 'each', position: { x: 24, y: 72 } },
    ],
    edges: [
      { from: 'start', to: 'write' },
      { from: 'write', to: 'gate' },
    ],
  },
});

function editorOf(document: WorkflowDocument = draft, readOnly = false): EditorContext {
  return {
    graph: createGraphStore(document, { readOnly, nowMs: () => 0 }),
    selection: createSelectionStore(),
    problems: createProblemStore(),
    ui: createEditorUi(),
    registry: nodeDefinitions,
    canvas: () => null,
    saveNow: () => undefined,
  };
}

const edges = (editor: EditorContext) => editor.graph.getState().document.spec.edges.map(edgeId);
const node = (editor: EditorContext, id: string) =>
  editor.graph.getState().document.spec.nodes.find((other) => other.id === id);
const labels = (editor: EditorContext) => editor.graph.getState().history.past.map((entry) => entry.label);

describe('placing a node', () => {
  test('adds, joins and selects it as one step', () => {
    const editor = editorOf();
    const id = placeNode(
      editor,
      'end',
      { x: 960, y: 0 },
      { kind: 'connect', from: { node: 'gate', port: 'approved' } },
    );
    expect(id).toBe('end');
    expect(edges(editor)).toContain('gate.approved->end');
    expect([...editor.selection.getState().nodes]).toEqual(['end']);
    expect(labels(editor)).toEqual(['Add End']);
    void undo.run(editor);
    expect(editor.graph.getState().document).toBe(draft);
  });

  test('over a map it becomes a child, placed from the corner of the map and below its header', () => {
    const editor = editorOf();
    const id = placeNode(editor, 'agent', { x: 40, y: 410 }, { kind: 'place' }) ?? '';
    expect(node(editor, id)).toMatchObject({ parent: 'each', position: { x: 40, y: 64 } });
  });

  test('into a wire it takes both halves', () => {
    const editor = editorOf();
    placeNode(editor, 'set', { x: 0, y: 0 }, { kind: 'insert', edgeId: 'write.out->gate' });
    expect(edges(editor)).toEqual(['start.out->write', 'write.out->set', 'set.out->gate']);
  });

  test('a second start is refused, and only what fits is offered', () => {
    const editor = editorOf();
    expect(placeNode(editor, 'start', { x: 0, y: 0 }, { kind: 'place' })).toBeNull();
    const types = (purpose: Parameters<typeof fittingTypes>[1]) => fittingTypes(editor, purpose).map((one) => one.type);
    expect(types({ kind: 'insert', edgeId: 'write.out->gate' })).not.toContain('end');
    expect(types({ kind: 'connect', from: { node: 'item', port: 'out' } })).not.toContain('end');
    expect(types({ kind: 'connect', from: { node: 'gate', port: 'approved' } })).toContain('end');
  });

  test('titles tell nodes of one type apart', () => {
    const editor = editorOf();
    placeNode(editor, 'wait', { x: 0, y: -400 }, { kind: 'place' });
    placeNode(editor, 'wait', { x: 0, y: -600 }, { kind: 'place' });
    expect(node(editor, 'wait_2')?.title).toBe('Wait 2');
  });

  test('a place that is taken moves down', () => {
    expect(freePlace({ x: 0, y: 0 }, [{ x: 100, y: -20, width: 240, height: 96 }])).toEqual({ x: 0, y: 96 });
  });
});

describe('drawing a wire', () => {
  test('back to an earlier node it becomes a loop that repeats three times', () => {
    const editor = editorOf();
    expect(drawWire(editor, { node: 'gate', port: 'rejected' }, 'write')).toBe(true);
    expect(editor.graph.getState().document.spec.edges.at(-1)).toEqual({
      from: 'gate.rejected',
      to: 'write',
      loop: { max: 3 },
    });
    expect(labels(editor)).toEqual(['Add loop']);
  });

  test('what may not be says why and changes nothing', () => {
    const editor = editorOf();
    expect(drawWire(editor, { node: 'gate', port: 'approved' }, 'item')).toBe(false);
    expect(editor.ui.getState().announcement).toMatch(/border of a map/);
    expect(editor.graph.getState().document).toBe(draft);
  });
});

describe('ending a drag', () => {
  test('into a map: the node becomes a child where it was dropped, and wires over the border go', () => {
    const editor = editorOf();
    dropNodes(editor, [{ id: 'write', position: { x: 48, y: 480 } }], { x: 60, y: 490 });
    expect(node(editor, 'write')).toMatchObject({ parent: 'each', position: { x: 48, y: 80 } });
    expect(edges(editor)).toEqual([]);
    expect(labels(editor)).toEqual(['Move node']);
  });

  test('out of its map: the node stands at the top again, where it was dropped', () => {
    const editor = editorOf();
    dropNodes(editor, [{ id: 'item', position: { x: 800, y: 72 } }], { x: 810, y: 500 });
    expect(node(editor, 'item')).toMatchObject({ position: { x: 800, y: 472 } });
    expect(node(editor, 'item')?.parent).toBeUndefined();
  });

  test('what may only stand at the top stays there', () => {
    const editor = editorOf();
    dropNodes(editor, [{ id: 'start', position: { x: 48, y: 480 } }], { x: 60, y: 490 });
    expect(node(editor, 'start')?.parent).toBeUndefined();
    expect(node(editor, 'start')?.position).toEqual({ x: 48, y: 480 });
  });

  test('a map that is moved carries its children without moving them', () => {
    const editor = editorOf();
    dropNodes(
      editor,
      [
        { id: 'each', position: { x: 0, y: 800 } },
        { id: 'item', position: { x: 24, y: 72 } },
      ],
      { x: 10, y: 810 },
    );
    expect(node(editor, 'each')?.position).toEqual({ x: 0, y: 800 });
    expect(node(editor, 'item')).toBe(draft.spec.nodes[4]);
  });
});

describe('commands', () => {
  test('delete takes the wires of a node along, and undo brings all back', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write'] });
    void deleteSelection.run(editor);
    expect(edges(editor)).toEqual([]);
    expect(labels(editor)).toEqual(['Delete node']);
    expect(editor.selection.getState().nodes.size).toBe(0);
    void undo.run(editor);
    expect(editor.graph.getState().document).toBe(draft);
  });

  test('copied text pastes into another workflow under new ids, with the wires among the copies', () => {
    const from = editorOf();
    select(from.selection, { nodes: ['write', 'gate'] });
    const into = editorOf();
    pasteText(into, clipText(from));
    expect(edges(into)).toContain('write_2.out->gate_2');
    expect([...into.selection.getState().nodes]).toEqual(['write_2', 'gate_2']);
    pasteText(into, 'a shopping list');
    expect(labels(into)).toEqual(['Paste 2 nodes']);
  });

  test('duplicates inside a map stay in it', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['item'] });
    void duplicateSelection.run(editor);
    expect(node(editor, 'item_2')?.parent).toBe('each');
  });

  test('a row of nudges is one step', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['gate'] });
    for (let times = 0; times < 3; times++) void nudgeCommands[1]?.run(editor);
    expect(node(editor, 'gate')?.position).toEqual({ x: 664, y: 0 });
    expect(labels(editor)).toEqual(['Move node']);
  });

  test('ids and shortcuts are unique, and nothing that edits is offered to a viewer', () => {
    expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length);
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    const editor = editorOf(draft, true);
    select(editor.selection, { nodes: ['write'] });
    expect(
      COMMANDS.filter((command) => command.undoable && command.enabled(editor)).map((command) => command.id),
    ).toEqual([]);
  });
});
