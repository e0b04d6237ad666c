import { describe, expect, test } from 'vitest';
import { groupsOf } from './canvas.ts';
import { diffDocuments } from './diff.ts';
import { checkDocument, formatDocument, parseDocument } from './document.ts';
import { insertOnEdge, removeElements, setParent, updateNode } from './edit.ts';
import { groupNodes, ungroupNodes, updateGroup } from './edit-groups.ts';
import { addNote, removeNotes } from './edit-notes.ts';
import { mergeDocuments } from './merge.ts';
import { collidingIds, renameOnCanvas } from './merge/separate-ids.ts';
import { copy, paste } from './paste.ts';
import { renameNodes } from './rename-nodes.ts';
import { upTo } from './up-to.ts';
import type { WorkflowDocument } from './schema.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const plain = buildDocument(
  { start: 'start', a: 'task', b: 'task', c: 'task', each: 'map', d: { type: 'task', parent: 'each' } },
  ['start > a', 'a > b', 'b > c'],
);
const { document: draft } = groupNodes(plain, ['b', 'a']);

/** `Group: a b`, one line for each group. */
const groups = (document: WorkflowDocument) =>
  groupsOf(document).map(({ title, nodes }) => `${title}: ${nodes.join(' ')}`);

describe('grouping', () => {
  test('makes a group in the order of the document, and gives each one a name of its own', () => {
    expect(groupsOf(draft)).toEqual([{ id: 'group', title: 'Group', nodes: ['a', 'b'] }]);
    expect(groups(groupNodes(draft, ['c']).document)).toEqual(['Group: a b', 'Group 2: c']);
  });

  test('with a whole group among the nodes, that one takes the others in', () => {
    expect(groups(groupNodes(draft, ['a', 'b', 'c']).document)).toEqual(['Group: a b c']);
    const two = groupNodes(draft, ['c', 'each']).document;
    expect(groups(groupNodes(two, ['a', 'b', 'c', 'each']).document)).toEqual(['Group: a b c each']);
  });

  test('takes nodes out of the group they were in; one that has none left is gone', () => {
    expect(groups(groupNodes(draft, ['b', 'c']).document)).toEqual(['Group: a', 'Group 2: b c']);
    expect(groups(ungroupNodes(draft, ['b']))).toEqual(['Group: a']);
    expect(ungroupNodes(draft, ['a', 'b'])).toEqual(plain);
  });

  test('a map counts for all that it holds, and what is on several levels is no group', () => {
    expect(groups(groupNodes(plain, ['d', 'each']).document)).toEqual(['Group: each']);
    expect(groupNodes(plain, ['a', 'd'])).toEqual({ document: plain, id: null });
    expect(groupNodes(plain, ['gone'])).toEqual({ document: plain, id: null });
  });

  test('what changes nothing gives the document back', () => {
    expect(groupNodes(draft, ['a', 'b']).document).toBe(draft);
    expect(ungroupNodes(draft, ['c'])).toBe(draft);
    expect(updateGroup(draft, 'group', { title: 'Group' })).toBe(draft);
    expect(updateGroup(draft, 'gone', { title: 'x' })).toBe(draft);
  });

  test('a tint comes and goes', () => {
    const tinted = updateGroup(draft, 'group', { colour: 'teal' });
    expect(groupsOf(tinted)[0]).toMatchObject({ colour: 'teal' });
    expect(updateGroup(tinted, 'group', { colour: undefined })).toEqual(draft);
  });
});

describe('groups follow their nodes', () => {
  test('through deleting, renaming and putting a node between two of them', () => {
    expect(groups(removeElements(draft, { nodes: ['a'] }))).toEqual(['Group: b']);
    expect(removeElements(draft, { nodes: ['a', 'b'] }).spec.canvas).toBeUndefined();
    expect(groups(renameNodes(draft, testRegistry, new Map([['a', 'x']])))).toEqual(['Group: x b']);
    const inserted = insertOnEdge(draft, testRegistry, { edgeId: 'a.out->b', nodeId: 'c' });
    expect(groups(inserted)).toEqual(['Group: a b c']);
    expect(groups(insertOnEdge(draft, testRegistry, { edgeId: 'start.out->a', nodeId: 'c' }))).toEqual(['Group: a b']);
  });

  test('into a map as a whole; one that goes alone leaves', () => {
    expect(groups(setParent(draft, ['a', 'b'], 'each'))).toEqual(['Group: a b']);
    expect(groups(setParent(draft, ['a'], 'each'))).toEqual(['Group: b']);
  });

  test('a copy of all of it is a group; a copy of a part is not; a test run of a part has none', () => {
    const clip = JSON.parse(JSON.stringify(copy(draft, ['a', 'b']))) as ReturnType<typeof copy>;
    const pasted = paste(draft, testRegistry, clip, { offset: { x: 0, y: 0 } });
    expect(groupsOf(pasted.document).at(-1)).toEqual({ id: 'group_2', title: 'Group', nodes: ['a_2', 'b_2'] });
    expect(checkDocument(pasted.document, testRegistry)).toEqual(pasted.document);
    expect(copy(draft, ['a']).groups).toEqual([]);
    const start = groupNodes(plain, ['start', 'a']).document;
    const again = paste(start, testRegistry, copy(start, ['start', 'a']), { offset: { x: 0, y: 0 } });
    expect(groups(again.document).at(-1)).toBe('Group: a_2');
    expect(upTo(draft, testRegistry, 'b')?.spec.canvas).toBeUndefined();
  });

  test('notes and groups leave each other alone', () => {
    const { document } = addNote(draft, { text: 'why', position: { x: 0, y: 0 } });
    expect(groups(document)).toEqual(['Group: a b']);
    expect(removeNotes(document, ['note'])).toEqual(draft);
    expect(ungroupNodes(document, ['a', 'b']).spec.canvas?.notes).toHaveLength(1);
  });
});

describe('as text', () => {
  test.each(['yaml', 'json'] as const)('%s gives the same groups back', (format) => {
    const tinted = updateGroup(draft, 'group', { colour: 'yellow' });
    const text = formatDocument(tinted, format);
    expect(parseDocument(text, format, testRegistry).document).toEqual(tinted);
    if (format === 'yaml') expect(text).toContain('nodes: [ a, b ]');
  });

  test.each([
    [[{ id: 'g', title: 'G', nodes: ['a', 'bb'] }], /There is no node "bb"/],
    [[{ id: 'g', title: 'G', nodes: ['a', 'a'] }], /The node "a" is in the group "g" already/],
    [
      [
        { id: 'g', title: 'G', nodes: ['a'] },
        { id: 'h', title: 'H', nodes: ['a'] },
      ],
      /groups\.1\.nodes\.0: The node "a" is in the group "g" already/,
    ],
    [[{ id: 'g', title: 'G', nodes: ['a', 'd'] }], /The node "d" is not on the level of "a"/],
    [[{ id: 'g', title: 'G', nodes: [] }], /nodes/],
    [[{ id: 'g', title: 'G', nodes: ['a'], folded: true }], /folded/],
    [
      [
        { id: 'g', title: 'G', nodes: ['a'] },
        { id: 'g', title: 'H', nodes: ['b'] },
      ],
      /The id "g" is used twice/,
    ],
  ])('what is no group is refused with its place', (wrong, message) => {
    const text = JSON.stringify({ ...plain, spec: { ...plain.spec, canvas: { groups: wrong } } });
    expect(() => parseDocument(text, 'json', testRegistry)).toThrow(message);
  });
});

describe('two people', () => {
  const merged = (mine: WorkflowDocument, theirs: WorkflowDocument) => mergeDocuments({ base: draft, mine, theirs });

  test('who put different nodes into one group have both in it', () => {
    const mine = groupNodes(draft, ['a', 'b', 'c']).document;
    const theirs = groupNodes(draft, ['a', 'b', 'start']).document;
    const { document, conflicts } = merged(mine, theirs);
    expect(groupsOf(document)[0]?.nodes.toSorted()).toEqual(['a', 'b', 'c', 'start']);
    expect(conflicts).toEqual([]);
  });

  test('who name it differently are asked; a name and a tint go together', () => {
    const mine = updateGroup(draft, 'group', { title: 'Mine' });
    const theirs = updateGroup(draft, 'group', { title: 'Theirs' });
    expect(merged(mine, theirs).conflicts).toMatchObject([
      { element: { kind: 'group', id: 'group' }, path: ['title'] },
    ]);
    const tinted = merged(mine, updateGroup(draft, 'group', { colour: 'teal' }));
    expect(groupsOf(tinted.document)[0]).toMatchObject({ title: 'Mine', colour: 'teal' });
  });

  test('one of whom ungroups what the other renames keep the group', () => {
    const renamed = updateGroup(draft, 'group', { title: 'Kept' });
    const gone = ungroupNodes(draft, ['a', 'b']);
    expect(groups(merged(gone, renamed).document)).toEqual(['Kept: a b']);
    expect(groups(merged(renamed, gone).document)).toEqual(['Kept: a b']);
    expect(groups(merged(draft, gone).document)).toEqual([]);
  });

  test('who both make a first group have two', () => {
    const mine = groupNodes(plain, ['a', 'b']).document;
    const theirs = groupNodes(plain, ['c']).document;
    const ids = collidingIds({ base: plain, mine, theirs });
    const { document } = mergeDocuments({ base: plain, mine: renameOnCanvas(mine, ids), theirs });
    expect(groupsOf(document).map(({ id, nodes }) => [id, ...nodes])).toEqual([
      ['group', 'c'],
      ['group_2', 'a', 'b'],
    ]);
  });
});

test('a comparison tells of names as changes, and of members as moves', () => {
  const renamed = updateGroup(draft, 'group', { title: 'Drafting' });
  expect(diffDocuments(draft, renamed)).toMatchObject([
    { change: 'changed', element: { kind: 'group', id: 'group' }, fields: [{ before: 'Group', after: 'Drafting' }] },
  ]);
  expect(diffDocuments(draft, ungroupNodes(draft, ['a']))).toMatchObject([{ change: 'moved' }]);
  expect(diffDocuments(plain, draft)).toMatchObject([{ change: 'added', element: { kind: 'group' } }]);
});

test('who is set free from a map by a fix leaves the group, which stays on one level', () => {
  const inside = buildDocument(
    { start: 'start', each: 'map', d: { type: 'task', parent: 'each' }, e: { type: 'task', parent: 'each' } },
    ['start > each'],
  );
  const freed = updateNode(groupNodes(inside, ['d', 'e']).document, 'd', { parent: undefined });
  expect(groups(freed)).toEqual(['Group: e']);
});
