import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDocument } from './document.ts';
import { addNote } from './edit-notes.ts';
import { copy, paste } from './paste.ts';
import { edgeId, edgeSource } from './schema.ts';
import type { WorkflowDocument } from './schema.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

/** What a copy has that its id does not say. */
const shape = (document: WorkflowDocument, ids: readonly string[]) =>
  document.spec.nodes
    .filter((node) => ids.includes(node.id))
    .map(({ type, title, position, config }) => ({ type, title, position, config }));

test('what is copied out of any graph and pasted into another is the same again, under ids of its own', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryDocument, fc.array(fc.nat({ max: 9 })), (from, into, picks) => {
      const wanted = picks.flatMap((pick) => from.spec.nodes[pick % from.spec.nodes.length]?.id ?? []);
      // As text, the way it travels.
      const clip = JSON.parse(JSON.stringify(copy(from, wanted))) as ReturnType<typeof copy>;
      const { document, ids, copies } = paste(into, testRegistry, clip, { offset: { x: 0, y: 0 } });
      expect(checkDocument(document, testRegistry)).toEqual(document);
      expect(document.spec.nodes.slice(0, into.spec.nodes.length)).toEqual(into.spec.nodes);
      expect(new Set(document.spec.nodes.map((node) => node.id)).size).toBe(document.spec.nodes.length);
      const travelled = clip.nodes.filter((node) => copies.has(node.id));
      expect(shape(document, ids)).toEqual(
        shape(
          from,
          travelled.map((node) => node.id),
        ),
      );
      const kept = clip.edges.filter((edge) => copies.has(edge.to) && copies.has(edgeSource(edge).node));
      expect(document.spec.edges).toHaveLength(into.spec.edges.length + kept.length);
    }),
  );
});

test('the wires that arrive are kept where that is asked for and their source is there', () => {
  const draft = buildDocument({ start: 'start', a: 'task', b: 'task', c: 'task' }, ['start > a', 'a > b', 'b > c']);
  const clip = copy(draft, ['b', 'c']);
  const plain = paste(draft, testRegistry, clip, { offset: { x: 0, y: 0 } });
  expect(plain.document.spec.edges.map(edgeId).slice(3)).toEqual(['b_2.out->c_2']);
  const wired = paste(draft, testRegistry, clip, { offset: { x: 0, y: 0 }, keepIncoming: true });
  expect(wired.document.spec.edges.map(edgeId).slice(3)).toEqual(['b_2.out->c_2', 'a.out->b_2']);
  const elsewhere = buildDocument({ start: 'start' }, []);
  const alone = paste(elsewhere, testRegistry, clip, { offset: { x: 0, y: 0 }, keepIncoming: true });
  expect(alone.document.spec.edges.map(edgeId)).toEqual(['b.out->c']);
});

test('notes travel along and get ids of their own', () => {
  const { document } = addNote(buildDocument({ start: 'start' }, []), { text: 'why', position: { x: 8, y: 16 } });
  const pasted = paste(document, testRegistry, copy(document, [], ['note']), { offset: { x: 32, y: 32 } });
  expect(pasted.noteIds).toEqual(['note_2']);
  expect(pasted.document.spec.canvas?.notes?.at(-1)).toEqual({
    id: 'note_2',
    text: 'why',
    position: { x: 40, y: 48 },
    width: 240,
    height: 120,
  });
});
