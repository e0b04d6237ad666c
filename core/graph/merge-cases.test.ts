import { describe, expect, test } from 'vitest';
import { diffDocuments } from './diff.ts';
import { addNode, connect, moveNodes, removeElements, setLoop, setParent, updateConfig, updateNode } from './edit.ts';
import { updateSpec } from './edit.ts';
import { addNote, updateNote } from './edit-notes.ts';
import { mergeDocuments } from './merge.ts';
import { collidingIds } from './merge/separate-ids.ts';
import { takeFrom } from './merge/take-from.ts';
import { renameNodes } from './rename-nodes.ts';
import type { WorkflowDocument } from './schema.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const base = buildDocument(
  {
    start: 'start',
    draft: { type: 'task', title: 'Draft' },
    gate: 'gate',
    each: 'map',
    inner: { type: 'task', parent: 'each' },
    done: 'end',
  },
  ['start > draft', 'draft > gate', 'gate.approved > each', 'each > done', 'gate.rejected > draft *3'],
);
const merge = (mine: WorkflowDocument, theirs: WorkflowDocument) => mergeDocuments({ base, mine, theirs });
const node = (document: WorkflowDocument, id: string) => document.spec.nodes.find((candidate) => candidate.id === id);
const edges = (document: WorkflowDocument) => document.spec.edges.map(({ from, to }) => `${from}>${to}`);
const task = (document: WorkflowDocument, title: string, parent?: string) =>
  addNode(document, { definition: testRegistry.task, position: { x: 0, y: 0 }, title, ...(parent ? { parent } : {}) })
    .document;

describe('comparing two documents', () => {
  test('fields are told with before and after, moves apart from changes', () => {
    const moved = moveNodes(
      base,
      new Map([
        ['draft', { x: 5, y: 5 }],
        ['gate', { x: 9, y: 9 }],
      ]),
    );
    const after = removeElements(updateConfig(moved, 'gate', { message: 'Sure?' }), { nodes: ['done'] });
    expect(diffDocuments(base, task(after, 'Check'))).toEqual([
      { change: 'moved', element: { kind: 'node', id: 'draft' } },
      {
        change: 'changed',
        element: { kind: 'node', id: 'gate' },
        fields: [{ path: ['config', 'message'], before: 'Go on?', after: 'Sure?' }],
        moved: true,
      },
      { change: 'added', element: { kind: 'node', id: 'check' } },
      { change: 'removed', element: { kind: 'node', id: 'done' } },
      { change: 'removed', element: { kind: 'edge', id: 'each.out->done' } },
    ]);
    expect(diffDocuments(base, structuredClone(base))).toEqual([]);
  });
});

describe('two people change one document', () => {
  test('different fields of one node, and keys of one object, are put together; a place is nobody’s quarrel', () => {
    const mine = moveNodes(
      updateNode(updateConfig(base, 'draft', { prompt: 'Short', tone: 'mild' }), 'draft', {}),
      new Map([['draft', { x: 1, y: 1 }]]),
    );
    const theirs = moveNodes(
      updateNode(updateConfig(base, 'draft', { prompt: 'Do it', style: 'terse' }), 'draft', {
        title: 'Write',
        retry: { maxAttempts: 2, backoff: '1s', factor: 2, maxBackoff: '60s' },
      }),
      new Map([['draft', { x: 2, y: 2 }]]),
    );
    const { document, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([]);
    expect(node(document, 'draft')).toMatchObject({
      title: 'Write',
      config: { prompt: 'Short', tone: 'mild', style: 'terse' },
      retry: { maxAttempts: 2 },
      position: { x: 1, y: 1 },
    });
    const input = merge(updateSpec(base, { input: { a: 1 } }), updateSpec(base, { limits: { tokens: 5 } })).document
      .spec;
    expect(input).toMatchObject({ input: { a: 1 }, limits: { tokens: 5 } });
  });

  test('one field changed to two things is a conflict with both; mine stands until theirs is chosen', () => {
    const theirs = updateConfig(base, 'draft', { prompt: 'Theirs' });
    const { document, conflicts } = merge(
      updateNode(updateConfig(base, 'draft', { prompt: 'Mine' }), 'gate', { title: 'Boss' }),
      theirs,
    );
    expect(conflicts).toEqual([
      {
        kind: 'field',
        element: { kind: 'node', id: 'draft' },
        path: ['config', 'prompt'],
        base: 'Do it',
        mine: 'Mine',
        theirs: 'Theirs',
      },
    ]);
    expect(node(document, 'draft')?.config).toEqual({ prompt: 'Mine' });
    const chosen = takeFrom(document, theirs, conflicts);
    expect(node(chosen, 'draft')?.config).toEqual({ prompt: 'Theirs' });
    expect(node(chosen, 'gate')?.title).toBe('Boss');
  });

  test('a node that one deleted and the other edited is a conflict; untouched, it goes, and its wires with it', () => {
    const without = removeElements(base, { nodes: ['gate'] });
    expect(merge(without, updateNode(base, 'draft', { title: 'Write' }))).toMatchObject({ conflicts: [] });
    const edited = updateNode(base, 'gate', { title: 'Boss' });
    const mineGone = merge(without, edited);
    expect(mineGone.conflicts).toMatchObject([
      { kind: 'presence', element: { id: 'gate' }, deletedBy: 'mine', changes: [{ path: ['title'], after: 'Boss' }] },
    ]);
    expect(mineGone.document).toEqual(without);
    expect(edges(takeFrom(mineGone.document, edited, mineGone.conflicts)).sort()).toEqual(edges(base).sort());
    const theirsGone = merge(edited, without);
    expect(theirsGone.conflicts).toMatchObject([{ kind: 'presence', deletedBy: 'theirs' }]);
    expect(theirsGone.document).toEqual(edited);
    expect(takeFrom(theirsGone.document, without, theirsGone.conflicts)).toEqual(without);
  });

  test('a wire drawn to a node that the other deleted keeps the question open instead of hanging in the air', () => {
    const without = removeElements(base, { nodes: ['done'] });
    const wired = connect(base, { from: { node: 'gate', port: 'expired' }, to: 'done' });
    const { document, conflicts } = merge(without, wired);
    expect(conflicts).toMatchObject([{ kind: 'presence', element: { id: 'done' }, deletedBy: 'mine', changes: [] }]);
    expect(edges(document)).not.toContain('gate.expired>done');
    expect(edges(takeFrom(document, wired, conflicts))).toContain('gate.expired>done');
  });

  test('a map that one deleted while the other put a node into it is one question about the map', () => {
    const without = removeElements(base, { nodes: ['each'] });
    const filled = setParent(updateNode(task(base, 'More', 'each'), 'inner', { title: 'Inner' }), ['draft'], 'each');
    const { document, conflicts } = merge(without, filled);
    expect(conflicts.map(({ element }) => element.id)).toEqual(['each']);
    expect(node(document, 'draft')?.parent).toBeUndefined();
    expect(node(document, 'more')).toBeUndefined();
    const chosen = takeFrom(document, filled, conflicts);
    expect(
      chosen.spec.nodes
        .filter(({ parent }) => parent === 'each')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['draft', 'inner', 'more']);
  });

  test('two maps moved into each other do not vanish from the canvas', () => {
    const two = {
      ...base,
      spec: { ...base.spec, nodes: [...base.spec.nodes, { ...base.spec.nodes[3]!, id: 'other' }] },
    };
    const { document } = mergeDocuments({
      base: two,
      mine: setParent(two, ['each'], 'other'),
      theirs: setParent(two, ['other'], 'each'),
    });
    expect([node(document, 'each')?.parent, node(document, 'other')?.parent]).toEqual(['other', undefined]);
  });

  test('another type goes with its own settings', () => {
    const replaced = {
      ...base,
      spec: {
        ...base.spec,
        nodes: base.spec.nodes.map((other) =>
          other.id === 'draft' ? { ...other, type: 'timer', config: { for: '1m' } } : other,
        ),
      },
    };
    const { document, conflicts } = merge(updateConfig(base, 'draft', { prompt: 'Mine' }), replaced);
    expect(conflicts).toMatchObject([{ element: { id: 'draft' }, path: ['type'] }]);
    expect(node(takeFrom(document, replaced, conflicts), 'draft')).toMatchObject({
      type: 'timer',
      config: { for: '1m' },
    });
  });

  test('loops and notes are merged like nodes', () => {
    const withNote = addNote(base, { text: 'Hi', position: { x: 0, y: 0 } }).document;
    const loop = 'gate.rejected->draft';
    const { document, conflicts } = mergeDocuments({
      base: withNote,
      mine: setLoop(updateNote(withNote, 'note', { text: 'Mine' }), loop, { max: 5 }),
      theirs: setLoop(updateNote(withNote, 'note', { width: 400 }), loop, { max: 9 }),
    });
    expect(document.spec.canvas?.notes).toMatchObject([{ text: 'Mine', width: 400 }]);
    expect(conflicts).toMatchObject([{ element: { kind: 'edge', id: loop }, mine: { max: 5 }, theirs: { max: 9 } }]);
  });

  test('two nodes that came to have one id are two nodes, and what mentions mine still does', () => {
    const added = connect(task(base, 'Check'), { from: { node: 'draft', port: 'out' }, to: 'check' });
    const mine = updateConfig(updateConfig(added, 'check', { prompt: 'Mine' }), 'draft', {
      prompt: '{{ nodes.check.output }}',
    });
    const theirs = task(base, 'Check');
    const { nodes } = collidingIds({ base, mine, theirs });
    expect([...nodes]).toEqual([['check', 'check_2']]);
    const { document, conflicts } = merge(renameNodes(mine, testRegistry, nodes), theirs);
    expect(conflicts).toEqual([]);
    expect(node(document, 'check')?.config).toEqual({ prompt: '' });
    expect(node(document, 'check_2')?.config).toEqual({ prompt: 'Mine' });
    expect(node(document, 'draft')?.config).toEqual({ prompt: '{{ nodes.check_2.output }}' });
    expect(edges(document)).toContain('draft>check_2');
    expect(collidingIds({ base, mine, theirs: structuredClone(mine) }).nodes.size).toBe(0);
  });
});
