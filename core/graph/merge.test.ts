import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffDocuments } from './diff.ts';
import { checkDocument } from './document.ts';
import { elementKey, type ElementRef } from './elements.ts';
import { groupsOf, notesOf } from './canvas.ts';
import { mergeDocuments } from './merge.ts';
import { conflictKey, type Conflict } from './merge/conflict.ts';
import { takeFrom } from './merge/take-from.ts';
import { edgeId, edgeSource, type WorkflowDocument } from './schema.ts';
import { applyEdit, arbitraryEdit, type AnyEdit } from './testing/arbitrary-edits.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const edited = (document: WorkflowDocument, edits: readonly AnyEdit[], by: string): WorkflowDocument =>
  edits.reduce((current, edit) => applyEdit(current, edit, by), document);

/** As editors write it: one wire from one port to one node, and no word about the port `out`. */
const once = ({ spec, ...rest }: WorkflowDocument): WorkflowDocument => {
  const edges = new Map(spec.edges.map((edge) => [edgeId(edge), { ...edge, from: edge.from.replace(/\.out$/, '') }]));
  return { ...rest, spec: { ...spec, edges: [...edges.values()] } };
};

/** A document and what two writers made of it; what each adds has ids of its own. */
const arbitrarySides = fc
  .tuple(arbitraryDocument, fc.array(arbitraryEdit, { maxLength: 8 }), fc.array(arbitraryEdit, { maxLength: 8 }))
  .map(([document, mine, theirs]) => {
    const made = [
      { kind: 'note', a: 0, b: 0, text: 'one' },
      { kind: 'group', a: 0, b: 1, text: 'one' },
    ] as const;
    const base = edited(once(document), made, '');
    return { base, mine: edited(base, mine, 'mine '), theirs: edited(base, theirs, 'theirs ') };
  });

const unordered = (document: WorkflowDocument) => ({
  ...document,
  spec: {
    ...document.spec,
    nodes: [...document.spec.nodes].sort((a, b) => (a.id < b.id ? -1 : 1)),
    edges: [...document.spec.edges].sort((a, b) => (edgeId(a) < edgeId(b) ? -1 : 1)),
    canvas: {
      notes: notesOf(document).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      groups: groupsOf(document)
        .map((group) => ({ ...group, nodes: group.nodes.toSorted() }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    },
  },
});
/** Without places, about which nobody is asked. */
const unplaced = (document: WorkflowDocument) => {
  const { spec } = unordered(document);
  const nodes = spec.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } }));
  const notes = spec.canvas.notes.map((note) => ({ ...note, position: { x: 0, y: 0 } }));
  return { ...document, spec: { ...spec, nodes, canvas: { ...spec.canvas, notes } } };
};

/** What a side did that the merged document does not show and no conflict mentions. Places do not count. */
function lost(side: WorkflowDocument, base: WorkflowDocument, merged: WorkflowDocument, conflicts: Conflict[] = []) {
  const open = new Set(conflicts.map(({ element }) => elementKey(element)));
  const parents = new Map([base, side].flatMap(({ spec }) => spec.nodes.map((node) => [node.id, node.parent])));
  // A node is contested with its wires and with all that it holds.
  const contested = ({ kind, id }: ElementRef): boolean => {
    if (open.has(elementKey({ kind, id }))) return true;
    const [from = '', to = ''] = id.split('->');
    const ends = kind === 'edge' ? [edgeSource({ from }).node, to] : [parents.get(id) ?? ''];
    return ends.some((end) => end !== '' && contested({ kind: 'node', id: end }));
  };
  const nodes = new Set(merged.spec.nodes.map((node) => node.id));
  const missing = new Map(diffDocuments(merged, side).map((diff) => [elementKey(diff.element), diff]));
  const groups = new Set(groupsOf(merged).map(({ id }) => id));
  return diffDocuments(base, side).filter((done) => {
    const still = missing.get(elementKey(done.element));
    if (!still || contested(done.element) || done.change === 'moved') return false;
    // Its nodes went, or another group has them; or it was renamed, and so it stays.
    if (done.element.kind === 'group' && !(done.change === 'changed' && groups.has(done.element.id))) return false;
    if (done.element.kind === 'edge' && done.change !== 'removed') {
      const [from = '', to = ''] = done.element.id.split('->');
      return nodes.has(edgeSource({ from }).node) && nodes.has(to);
    }
    if (done.change !== 'changed' || still.change !== 'changed') return still.change === done.change;
    return done.fields.some(({ path }) => still.fields.some((field) => field.path.join() === path.join()));
  });
}

describe('merging two people’s changes', () => {
  test('with nobody else’s changes, mine is the result, and theirs when only they changed something', () => {
    fc.assert(
      fc.property(arbitrarySides, ({ base, mine }) => {
        expect(mergeDocuments({ base, mine, theirs: structuredClone(base) })).toEqual({
          document: mine,
          conflicts: [],
        });
        expect(mergeDocuments({ base: structuredClone(base), mine: base, theirs: mine })).toEqual({
          document: mine,
          conflicts: [],
        });
        expect(mergeDocuments({ base, mine, theirs: structuredClone(mine) }).document).toBe(mine);
      }),
    );
  });

  test('the result is always a document, no node is in a map that is not there, and no id is used twice', () => {
    fc.assert(
      fc.property(arbitrarySides, (sides) => {
        const { document } = mergeDocuments(sides);
        checkDocument(structuredClone(document), testRegistry);
        const nodes = new Map(document.spec.nodes.map((node) => [node.id, node]));
        for (const { parent } of nodes.values()) expect(parent === undefined || nodes.has(parent)).toBe(true);
        for (const edge of document.spec.edges) {
          expect(nodes.has(edge.to) && nodes.has(edgeSource(edge).node)).toBe(true);
        }
        expect(new Set(document.spec.edges.map(edgeId)).size).toBe(document.spec.edges.length);
      }),
      { numRuns: 200 },
    );
  });

  test('whoever merges, the same is contested, and what is not contested is the same', () => {
    fc.assert(
      fc.property(arbitrarySides, ({ base, mine, theirs }) => {
        const one = mergeDocuments({ base, mine, theirs });
        const other = mergeDocuments({ base, mine: theirs, theirs: mine });
        expect(one.conflicts.map(conflictKey).sort()).toEqual(other.conflicts.map(conflictKey).sort());
        if (one.conflicts.length > 0 || nests(base, mine) || nests(base, theirs)) return;
        expect(unplaced(one.document)).toEqual(unplaced(other.document));
      }),
      { numRuns: 200 },
    );
  });

  test('nothing that either of them did is lost: it is in the result, or a conflict tells of it', () => {
    fc.assert(
      fc.property(arbitrarySides, ({ base, mine, theirs }) => {
        const { document, conflicts } = mergeDocuments({ base, mine, theirs });
        expect(lost(mine, base, document, conflicts)).toEqual([]);
        if (!nests(base, mine)) expect(lost(theirs, base, document, conflicts)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('choosing theirs everywhere gives all that they did', () => {
    fc.assert(
      fc.property(arbitrarySides, ({ base, mine, theirs }) => {
        if (nests(base, mine) || nests(base, theirs)) return;
        const { document, conflicts } = mergeDocuments({ base, mine, theirs });
        const chosen = takeFrom(document, theirs, conflicts);
        checkDocument(structuredClone(chosen), testRegistry);
        expect(lost(theirs, base, chosen)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('what is contested stays contested while they go on saving, and nothing else becomes so', () => {
    fc.assert(
      fc.property(arbitrarySides, ({ base, mine, theirs }) => {
        const first = mergeDocuments({ base, mine, theirs });
        const ancestor = takeFrom(theirs, base, first.conflicts);
        const again = mergeDocuments({ base: ancestor, mine: first.document, theirs });
        expect(again.conflicts.map(conflictKey).sort()).toEqual(first.conflicts.map(conflictKey).sort());
        expect(unordered(again.document)).toEqual(unordered(first.document));
      }),
      { numRuns: 200 },
    );
  });
});

/** Whether a side moved nodes into or out of maps; two such moves may rule each other out. */
function nests(base: WorkflowDocument, side: WorkflowDocument): boolean {
  return diffDocuments(base, side).some(
    (diff) => diff.change === 'changed' && diff.fields.some(({ path }) => path[0] === 'parent'),
  );
}
