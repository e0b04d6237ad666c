import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDocument } from './document.ts';
import { canReplace, replaceNode } from './replace-node.ts';
import { edgeId } from './schema.ts';
import type { WorkflowDocument } from './schema.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const draft = buildDocument(
  {
    start: 'start',
    ask: { type: 'gate', title: 'gate 2', position: { x: 320, y: 8 } },
    write: { type: 'task', title: 'Write', retry: { maxAttempts: 3 }, config: { prompt: 'p' } },
    late: 'task',
    each: 'map',
    inner: { type: 'task', parent: 'each' },
    done: 'end',
  },
  [
    'start > write',
    'write > ask',
    'ask.approved > done',
    'ask.rejected > write *2',
    'ask.expired > late',
    'late > each',
  ],
);
const edges = (document: WorkflowDocument) => document.spec.edges.map(edgeId);
const become = (nodeId: string, type: keyof typeof testRegistry) =>
  replaceNode(draft, testRegistry, { nodeId, definition: testRegistry[type] });

describe('replacing a node', () => {
  test('keeps id, place and wires: ports go over in order, and what finds none is removed', () => {
    const after = become('ask', 'branch');
    expect(after.spec.nodes[1]).toMatchObject({
      id: 'ask',
      type: 'branch',
      title: 'branch 2',
      position: { x: 320, y: 8 },
    });
    expect(edges(after)).toContain('write.out->ask');
    expect(edges(after).filter((id) => id.startsWith('ask.'))).toHaveLength(2);
    expect(after.spec.edges.find((edge) => edge.to === 'write' && edge.from.startsWith('ask'))?.loop).toEqual({
      max: 2,
    });
  });

  test('keeps the title that somebody wrote and drops what the new type cannot have', () => {
    const after = become('write', 'gate').spec.nodes.find((node) => node.id === 'write');
    expect(after).toMatchObject({ title: 'Write', type: 'gate' });
    expect(after).not.toHaveProperty('retry');
    expect(after?.config).not.toHaveProperty('prompt');
  });

  test('an end takes the wires that arrive and none that leave', () => {
    expect(edges(become('late', 'end'))).toEqual(expect.arrayContaining(['ask.expired->late']));
    expect(edges(become('late', 'end'))).not.toContain('late.out->each');
  });

  test('is refused for the start, for a map that holds something, and for what may not stand in a map', () => {
    expect(become('start', 'task')).toBe(draft);
    expect(become('each', 'task')).toBe(draft);
    expect(become('inner', 'end')).toBe(draft);
  });

  test('of any graph gives a document of the format in which only this node and its wires differ', () => {
    const types = Object.values(testRegistry);
    fc.assert(
      fc.property(arbitraryDocument, fc.nat({ max: 9 }), fc.constantFrom(...types), (document, at, definition) => {
        const node = document.spec.nodes[at % document.spec.nodes.length];
        if (!node) return;
        const after = replaceNode(document, testRegistry, { nodeId: node.id, definition });
        if (!canReplace(document, testRegistry, node.id, definition)) expect(after).toBe(document);
        expect(checkDocument(after, testRegistry)).toEqual(after);
        const others = (of: WorkflowDocument) => of.spec.nodes.filter((other) => other.id !== node.id);
        expect(others(after)).toEqual(others(document));
        const apart = (of: WorkflowDocument) => edges(of).filter((id) => !id.includes(node.id));
        expect(apart(after)).toEqual(apart(document));
        const repeated = (of: WorkflowDocument) => of.spec.edges.length - new Set(edges(of)).size;
        expect(repeated(after)).toBeLessThanOrEqual(repeated(document));
      }),
    );
  });
});
