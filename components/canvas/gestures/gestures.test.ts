import { describe, expect, test } from 'vitest';
import { edgeId } from '#core/graph/schema.ts';
import { deleteSelection } from '../commands/delete-selection.ts';
import { duplicateSelection } from '../commands/duplicate-selection.ts';
import { nudgeCommands } from '../commands/nudge-selection.ts';
import { pasteText } from '../commands/paste-clip.ts';
import { clipText } from '../commands/clip.ts';
import { COMMANDS } from '../commands/registry.ts';
import { undo } from '../commands/undo.ts';
import type { EditorContext } from '../editor-context.ts';
import { draft, editorOf } from '../testing/editor-of.ts';
import { portIn } from '../connect-store.ts';
import { select } from '../selection-store.ts';
import { dropCopies, dropNodes } from './drop-nodes.ts';
import { drawWire, makeEditing } from './make-editing.ts';
import { freePlace } from './picker-place.ts';
import { fittingTypes, placeNode, placePicked } from './place-node.ts';
import { sourceVerdicts, targetVerdicts } from './wire-verdicts.ts';

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

  test('before another node it leads there, from its first port, in the same map', () => {
    const editor = editorOf();
    placeNode(editor, 'approval', { x: 600, y: 300 }, { kind: 'lead', to: 'done' });
    expect(edges(editor)).toContain('approval.approved->done');
    expect(editor.ui.getState().announcement).toBe('Added Approval before Done');
    placeNode(editor, 'agent', { x: 0, y: 480 }, { kind: 'lead', to: 'item' });
    expect(node(editor, 'agent')?.parent).toBe('each');
    expect(edges(editor)).toContain('agent.out->item');
  });

  test('a second start is refused, and only what fits is offered', () => {
    const editor = editorOf();
    expect(placeNode(editor, 'start', { x: 0, y: 0 }, { kind: 'place' })).toBeNull();
    const types = (purpose: Parameters<typeof fittingTypes>[1]) => fittingTypes(editor, purpose).map((one) => one.type);
    expect(types({ kind: 'insert', edgeId: 'write.out->gate' })).not.toContain('end');
    expect(types({ kind: 'connect', from: { node: 'item', port: 'out' } })).not.toContain('end');
    expect(types({ kind: 'connect', from: { node: 'gate', port: 'approved' } })).toContain('end');
    expect(types({ kind: 'lead', to: 'write' })).toEqual(expect.arrayContaining(['agent', 'approval', 'map']));
    expect(types({ kind: 'lead', to: 'write' })).not.toContain('end');
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

describe('moving one end of a wire', () => {
  test('knows of every node whether it would take the end, and why not', () => {
    const editor = editorOf();
    const targets = targetVerdicts(editor, { node: 'write', port: 'out' }, 'write.out->gate');
    expect(targets.get('gate')).toMatchObject({ ok: true });
    expect(targets.get('start')).toMatchObject({ ok: false, reason: expect.stringMatching(/no input/) as string });
    expect(targets.has('write')).toBe(false);
    const sources = sourceVerdicts(editor, 'done', ['start', 'gate', 'item', 'done']);
    expect(sources.get('gate.approved')).toMatchObject({ ok: true });
    expect(sources.get('item')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/border of a map/) as string,
    });
    expect(sources.has('done')).toBe(false);
    // Inside a map, the map is the ground.
    expect(targetVerdicts(editor, { node: 'item', port: 'out' }).has('each')).toBe(false);
    expect(sourceVerdicts(editor, 'item', ['each', 'write']).has('each')).toBe(false);
    expect(portIn(sources, 'gate')).toBe('approved');
    expect(portIn(sources, 'item')).toBeNull();
  });

  test('moves it as one step, and refuses with the reason', () => {
    const editor = editorOf();
    const editing = makeEditing(editor);
    editing.reconnect('write.out->gate', 'target', { node: 'done', port: 'in' });
    expect(edges(editor)).toEqual(['start.out->write', 'write.out->done']);
    editing.reconnect('write.out->done', 'source', { node: 'gate', port: 'expired' });
    expect(edges(editor)).toEqual(['start.out->write', 'gate.expired->done']);
    editing.reconnect('gate.expired->done', 'target', { node: 'item', port: 'in' });
    expect(edges(editor)).toEqual(['start.out->write', 'gate.expired->done']);
    expect(labels(editor)).toEqual(['Reconnect', 'Reconnect']);
  });
});

test('a node that is replaced keeps its wires and its id, as one step', () => {
  const editor = editorOf();
  const fitting = fittingTypes(editor, { kind: 'replace', nodeId: 'write' }).map((one) => one.type);
  expect(fitting).toContain('http');
  expect(fitting).not.toContain('agent');
  expect(fitting).not.toContain('start');
  placePicked(editor, 'http', { x: 0, y: 0 }, { kind: 'replace', nodeId: 'write' });
  expect(node(editor, 'write')).toMatchObject({ type: 'http', position: { x: 320, y: 0 } });
  expect(edges(editor)).toEqual(['start.out->write', 'write.out->gate']);
  expect(labels(editor)).toEqual(['Replace with HTTP']);
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

describe('ending a drag with Alt held', () => {
  test('leaves the original with its wires and puts a copy where it was dropped', () => {
    const editor = editorOf();
    dropCopies(editor, [{ id: 'write', position: { x: 320, y: -200 } }], { x: 330, y: -190 });
    expect(node(editor, 'write')).toBe(draft.spec.nodes[1]);
    expect(node(editor, 'write_2')?.position).toEqual({ x: 320, y: -200 });
    expect(edges(editor)).toEqual(['start.out->write', 'write.out->gate']);
    expect([...editor.selection.getState().nodes]).toEqual(['write_2']);
    expect(labels(editor)).toEqual(['Duplicate node']);
  });

  test('copies out of a map stand at the top, into a map they become its children', () => {
    const editor = editorOf();
    dropCopies(editor, [{ id: 'item', position: { x: 800, y: 72 } }], { x: 810, y: 480 });
    expect(node(editor, 'item_2')).toMatchObject({ position: { x: 800, y: 472 } });
    expect(node(editor, 'item_2')?.parent).toBeUndefined();
    dropCopies(editor, [{ id: 'write', position: { x: 48, y: 480 } }], { x: 60, y: 490 });
    expect(node(editor, 'write_2')).toMatchObject({ parent: 'each', position: { x: 48, y: 80 } });
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
    expect(into.ui.getState().announcement).toBe('The clipboard holds no nodes');
    expect(labels(into)).toEqual(['Paste 2 nodes']);
  });

  test('a whole workflow pastes as well, as JSON or YAML; its start is left out where there is one', () => {
    const editor = editorOf();
    pasteText(
      editor,
      'apiVersion: fermata/v1\nkind: Workflow\nmetadata: {name: other}\nspec:\n  nodes:\n    - {id: start, type: start}\n    - {id: pause, type: wait, config: {for: 1s}}\n  edges:\n    - {from: start, to: pause}',
    );
    expect([...editor.selection.getState().nodes]).toEqual(['pause']);
    expect(labels(editor)).toEqual(['Paste node']);
  });

  test('text from outside that is not of the format is refused with what is wrong and where', () => {
    const editor = editorOf();
    pasteText(editor, JSON.stringify({ type: 'fermata/graph', version: 1, nodes: [{ id: 'x', type: 'teleport' }] }));
    expect(editor.ui.getState().announcement).toMatch(/^Not pasted\. spec\.nodes\.0.*teleport/);
    expect(editor.graph.getState().document).toBe(draft);
  });

  test('text that says it is ours, and is broken or of another version, is told so', () => {
    const editor = editorOf();
    const said = (text: string) => {
      pasteText(editor, text);
      return editor.ui.getState().announcement;
    };
    expect(said('{\n  "type": "fermata/graph",\n  "nodes": [')).toBe(
      'Not pasted. The text stops being JSON at line 3, column 13',
    );
    expect(said(JSON.stringify({ type: 'fermata/graph', version: 2, nodes: [] }))).toBe(
      'Not pasted. It has version 2 of the format, and this is version 1',
    );
    expect(said(JSON.stringify({ type: 'fermata/graph', version: 1, nodes: {} }))).toMatch(/^Not pasted\. nodes: /);
    expect(editor.graph.getState().document).toBe(draft);
  });

  test('what is pasted with mistakes opens the list of problems', () => {
    const editor = editorOf();
    const nodes = [{ id: 'x', type: 'branch', config: { cases: [{ port: 'yes', when: 'nodes.nobody.output.ok' }] } }];
    pasteText(editor, JSON.stringify({ type: 'fermata/graph', version: 1, nodes }));
    expect(editor.ui.getState()).toMatchObject({ problemsOpen: true });
    expect(editor.ui.getState().announcement).toMatch(/^Pasted node with (one problem|\d problems)$/);
  });

  test('aligned cards share a line, and what stands in a map stays inside it', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write', 'item', 'each'] });
    void COMMANDS.find((command) => command.id === 'align-left')?.run(editor);
    expect(node(editor, 'write')?.position).toEqual({ x: 0, y: 0 });
    expect(node(editor, 'item')).toBe(draft.spec.nodes[4]);
    expect(labels(editor)).toEqual(['Align left']);
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
});
