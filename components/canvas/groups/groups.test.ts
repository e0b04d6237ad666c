import { beforeEach, describe, expect, test, vi } from 'vitest';
import { groupsOf } from '#core/graph/canvas.ts';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { layoutPicture } from '#components/graph-picture/layout.ts';
import { foldGroups } from '../commands/fold-groups.ts';
import { groupSelection } from '../commands/group-selection.ts';
import { ungroupSelection } from '../commands/ungroup-selection.ts';
import type { EditorContext } from '../editor-context.ts';
import { reconcileEdges } from '../flow-wires.ts';
import { makeEditing } from '../gestures/make-editing.ts';
import { withFolded } from '../overview/folded-state.ts';
import type { NodeRun } from '../run-source.ts';
import { createProblemStore } from '../problem-store.ts';
import { createSelectionStore, select } from '../selection-store.ts';
import { draft, editorOf } from '../testing/editor-of.ts';
import { reconcileNodes } from '../to-flow.ts';
import type { FlowNode } from '../to-flow.ts';
import { createFoldStore, setFolded } from './fold-store.ts';
import { followMembers, selectsOfMembers } from './flow-groups.ts';
import { groupRun } from './group-run.ts';
import { groupsToUnfold, groupView } from './group-view.ts';

const NONE: ReadonlySet<string> = new Set();
const FOLDED: ReadonlySet<string> = new Set(['ending']);

/** Two in a loop with what is before and behind them, and a map with a group of its own. */
const looped = workflowDocumentSchema.parse({
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'w' },
  spec: {
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'a', type: 'set', position: { x: 320, y: 0 } },
      { id: 'b', type: 'set', position: { x: 640, y: 40 } },
      { id: 'each', type: 'map', position: { x: 960, y: 0 }, config: { items: '{{ input.list }}' } },
      { id: 'in', type: 'set', parent: 'each', position: { x: 40, y: 120 } },
      { id: 'end', type: 'end', position: { x: 1600, y: 0 } },
    ],
    edges: [
      { from: 'start', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'each' },
      { from: 'each', to: 'end' },
      { from: 'each', to: 'a', loop: { max: 3 } },
    ],
    canvas: {
      groups: [
        { id: 'work', title: 'Work', nodes: ['a', 'b'] },
        { id: 'inner', title: 'Inner', nodes: ['in'] },
        { id: 'rest', title: 'Rest', nodes: ['each', 'end'] },
      ],
    },
  },
});

const nodesOf = (folded: ReadonlySet<string>, selected = NONE, previous: FlowNode[] = []) =>
  reconcileNodes(previous, looped, nodeDefinitions, selected, folded);
const wiresOf = (folded: ReadonlySet<string>) =>
  reconcileEdges([], looped, nodeDefinitions, NONE, folded).map(
    ({ source, target, id }) => `${source} ${target} ${id}`,
  );
const ids = (nodes: readonly { id: string }[]) => nodes.map((node) => node.id);

describe('what is seen of groups', () => {
  test('without groups there is no view of them', () => {
    expect(groupView({ ...draft, spec: { ...draft.spec, canvas: undefined } }, FOLDED)).toBeNull();
  });

  test('open, they are frames behind their members, those in a map with it', () => {
    const nodes = nodesOf(NONE);
    expect(ids(nodes)).toEqual(['group:work', 'group:rest', 'start', 'a', 'b', 'each', 'group:inner', 'in', 'end']);
    expect(nodes[0]).toMatchObject({
      type: 'frame',
      position: { x: 304, y: -56 },
      width: 592,
      height: 208,
      zIndex: -2,
    });
    expect(nodes.find(({ id }) => id === 'group:inner')).toMatchObject({
      data: { map: 'each' },
      position: { x: 984, y: 64 },
      zIndex: 0,
    });
    expect(nodesOf(NONE, NONE, nodes)).toBe(nodes);
  });

  test('folded, one card stands where they begin, and their wires end at it', () => {
    const nodes = nodesOf(new Set(['work']));
    expect(ids(nodes)).toEqual(['group:rest', 'group:work', 'start', 'each', 'group:inner', 'in', 'end']);
    expect(nodes[1]).toMatchObject({ type: 'folded', position: { x: 320, y: 0 }, data: { names: 'A, B' } });
    expect(wiresOf(new Set(['work']))).toEqual([
      'start group:work start.out->a',
      'group:work each b.out->each',
      'each end each.out->end',
      'each group:work each.out->a',
    ]);
  });

  test('a folded group with a map takes what the map holds out of sight, its groups as well', () => {
    expect(ids(nodesOf(new Set(['rest', 'inner'])))).toEqual(['group:work', 'group:rest', 'start', 'a', 'b']);
    expect(groupView(looped, new Set(['rest', 'inner']))?.folded).toMatchObject([{ hidden: ['each', 'in', 'end'] }]);
    expect(wiresOf(new Set(['rest', 'work']))).toEqual([
      'start group:work start.out->a',
      'group:work group:rest b.out->each',
      'group:rest group:work each.out->a',
    ]);
  });

  test('a group is selected when all of it is', () => {
    expect(nodesOf(NONE, new Set(['a']))[0]?.selected).toBe(false);
    expect(nodesOf(NONE, new Set(['a', 'b', 'end']))[0]?.selected).toBe(true);
  });

  test('a frame grows while a member is dragged, and nothing else gets a new object', () => {
    const nodes = nodesOf(NONE);
    const dragged = nodes.map((node) => (node.id === 'b' ? { ...node, position: { x: 704, y: 40 } } : node));
    const after = followMembers(dragged);
    expect(after[0]).toMatchObject({ position: { x: 304, y: -56 }, width: 656 });
    expect(after.filter((node, index) => node !== dragged[index])).toHaveLength(1);
  });

  test('what deselects the card of a folded group deselects all that it stands for', () => {
    const shown = nodesOf(new Set(['rest']));
    const off = (...nodes: string[]) => nodes.map((id) => ({ type: 'select' as const, id, selected: false }));
    expect(selectsOfMembers(off('a', 'group:rest'), shown)).toEqual(off('a', 'each', 'in', 'end'));
    // The members of a frame are there to be told of by themselves.
    expect(selectsOfMembers(off('group:work'), shown)).toEqual(off('group:work'));
  });

  test('a part of a folded group that is selected unfolds it, all of it does not', () => {
    const view = groupView(looped, new Set(['work', 'rest']));
    expect(groupsToUnfold(view, new Set(['a', 'b']))).toEqual([]);
    expect(groupsToUnfold(view, new Set(['b', 'in']))).toEqual(['work', 'rest']);
  });
});

describe('from afar and in pictures', () => {
  const scene = layoutPicture(looped, nodeDefinitions, { folded: new Set(['work']) });

  test('a box stands for a folded group, frames for the others', () => {
    expect(ids(scene.groups)).toEqual(['inner', 'rest']);
    expect(scene.nodes.find(({ id }) => id === 'group:work')).toMatchObject({
      x: 320,
      y: 0,
      stands: { members: ['a', 'b'] },
    });
    expect(ids(scene.edges)).toEqual(['start.out->a', 'b.out->each', 'each.out->end', 'each.out->a']);
    const part = { nodes: new Set(['a', 'start']), notes: NONE };
    expect(layoutPicture(looped, nodeDefinitions, { part }).groups).toEqual([]);
  });

  test('the box has the state of what it stands for', () => {
    const problem = { code: 'x', severity: 'error', message: 'm', nodeId: 'b' } as never;
    const selection = { ...createSelectionStore().getState(), nodes: new Set(['a', 'b']), hovered: 'b' };
    const state = {
      run: null,
      selection,
      problems: createProblemStore([problem]).getState(),
      marks: new Map(),
      lookers: new Map(),
    };
    const told = withFolded(scene, state);
    expect(told.selection.nodes.has('group:work')).toBe(true);
    expect(told.selection.hovered).toBe('group:work');
    expect(told.problems.byNode.get('group:work')).toHaveLength(1);
  });

  test('of several nodes the state that matters most is told', () => {
    const runs: Record<string, NodeRun> = {
      done: { status: 'succeeded' },
      runs: { status: 'running' },
      asks: { status: 'waiting', person: true },
      broken: { status: 'failed' },
    };
    const told = (...nodes: string[]) => groupRun({ get: (id) => runs[id] ?? null }, nodes);
    expect(told('pending')).toBeNull();
    expect(told('pending', 'done')).toEqual({ lead: runs['done'], ended: 1, total: 2 });
    expect(told('done', 'runs')?.lead.status).toBe('running');
    expect(told('runs', 'asks', 'done')?.lead.status).toBe('waiting');
    expect(told('asks', 'broken')?.lead.status).toBe('failed');
  });
});

describe('the commands', () => {
  const groups = (editor: EditorContext) => groupsOf(editor.graph.getState().document);
  const labels = (editor: EditorContext) => editor.graph.getState().history.past.map((entry) => entry.label);

  test('group and ungroup are one step each, with a name', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['start', 'write'] });
    void groupSelection.run(editor);
    expect(groups(editor).at(-1)).toMatchObject({ title: 'Group', nodes: ['start', 'write'] });
    expect(groupSelection.enabled(editor)).toBe(false);
    void ungroupSelection.run(editor);
    expect(groups(editor)).toHaveLength(1);
    expect(labels(editor)).toEqual(['Group 2 nodes', 'Ungroup 2 nodes']);
    editor.graph.undo();
    editor.graph.undo();
    expect(editor.graph.getState().document).toBe(draft);
  });

  test('nodes of several levels are refused with a reason', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write', 'item'] });
    void groupSelection.run(editor);
    expect(editor.graph.getState().document).toBe(draft);
    expect(editor.ui.getState().announcement).toMatch(/cannot be one group/);
  });

  test('in a map, what it holds makes room for the frame', () => {
    const editor = editorOf({
      document: workflowDocumentSchema.parse({
        ...draft,
        spec: {
          ...draft.spec,
          nodes: [...draft.spec.nodes, { id: 'more', type: 'set', parent: 'each', position: { x: 320, y: 72 } }],
        },
      }),
    });
    select(editor.selection, { nodes: ['item', 'more'] });
    void groupSelection.run(editor);
    const places = editor.graph.getState().document.spec.nodes.filter((node) => node.parent === 'each');
    expect(places.map(({ position }) => position)).toEqual([
      { x: 32, y: 120 },
      { x: 328, y: 120 },
    ]);
  });

  test('folding is no step, and takes in what is selected of the group', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['gate'] });
    void foldGroups.run(editor);
    expect([...editor.folds.getState().folded]).toEqual(['ending']);
    expect(editor.selection.getState().nodes).toEqual(new Set(['gate', 'done']));
    expect(labels(editor)).toEqual([]);
    void foldGroups.run(editor);
    expect(editor.folds.getState().folded.size).toBe(0);
  });

  test('what is folded takes no selected wire out of sight', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['gate'], edges: ['gate.approved->done'] });
    void foldGroups.run(editor);
    expect(editor.selection.getState().edges.size).toBe(0);
  });

  test('the card of a folded group in the hand moves what it stands for; a frame goes along with its members', () => {
    const places = (editor: EditorContext) =>
      editor.graph.getState().document.spec.nodes.flatMap(({ id, position }) => (id === 'gate' ? [position] : []));
    const editor = editorOf();
    const drop = (...moves: { id: string; position: { x: number; y: number } }[]) =>
      makeEditing(editor).moved(moves, { x: 0, y: -900 }, { copies: false });
    drop({ id: 'gate', position: { x: 640, y: 8 } }, { id: 'group:ending', position: { x: 624, y: -48 } });
    expect(places(editor)).toEqual([{ x: 640, y: 8 }]);
    setFolded(editor.folds, ['ending'], true);
    drop({ id: 'group:ending', position: { x: 648, y: 16 } });
    expect(places(editor)).toEqual([{ x: 648, y: 16 }]);
    expect(labels(editor)).toEqual(['Move node', 'Move 2 nodes']);
  });
});

describe('what is folded', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
    return () => vi.unstubAllGlobals();
  });

  test('is kept for each workflow, and leaves nothing behind when all is unfolded', () => {
    setFolded(createFoldStore('refunds'), ['a'], true);
    expect([...createFoldStore('refunds').getState().folded]).toEqual(['a']);
    expect(createFoldStore('other').getState().folded.size).toBe(0);
    setFolded(createFoldStore('refunds'), ['a'], false);
    expect(kept.size).toBe(0);
    kept.set('fermata:view:folded:refunds', '{nonsense');
    expect(createFoldStore('refunds').getState().folded.size).toBe(0);
  });
});
