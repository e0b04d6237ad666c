import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeGraph, ancestorsOf, descendantsOf, enclosingMaps, findCyclicEdges, nodesInside } from './analysis.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { validateWorkflow } from './validate.ts';

const document = buildDocument(
  {
    start: 'start',
    a: 'task',
    g: 'gate',
    x: 'task',
    m: 'map',
    k: { type: 'map', parent: 'm' },
    c: { type: 'task', parent: 'k' },
    done: 'end',
  },
  [
    'start > a',
    'a > g',
    'a > x',
    'g.rejected > a *3',
    'g.approved > m',
    'x > done',
    'm > done',
    'ghost > done',
    'm > done',
  ],
);
const graph = analyzeGraph(document);

test('edges to nowhere and repetitions are left out, loop edges are kept apart', () => {
  expect([...graph.edges.keys()]).toEqual([
    'start.out->a',
    'a.out->g',
    'a.out->x',
    'g.rejected->a',
    'g.approved->m',
    'x.out->done',
    'm.out->done',
  ]);
  expect(graph.incoming.get('a')?.map((edge) => edge.id)).toEqual(['start.out->a']);
  expect(graph.cyclicEdges).toEqual([]);
});

test('a loop has its body and the edges that leave it', () => {
  const [loop] = graph.loops;
  expect([...(loop?.body ?? [])]).toEqual(['a', 'g']);
  expect(loop?.exits.map((edge) => edge.id)).toEqual(['a.out->x', 'g.approved->m']);
});

test('ancestors, descendants and maps', () => {
  expect(ancestorsOf(graph, 'm')).toEqual(new Set(['g', 'a', 'start']));
  expect(descendantsOf(graph, 'x')).toEqual(new Set(['done']));
  expect(enclosingMaps(graph, 'c')).toEqual(['k', 'm']);
  expect(nodesInside(graph, 'm')).toEqual(['k', 'c']);
});

test('a document is analysed once', () => {
  expect(analyzeGraph(document)).toBe(graph);
});

test('any graph: the order respects forward edges, cyclic edges are exactly those on a circle, validation ends', () => {
  fc.assert(
    fc.property(arbitraryDocument, (of) => {
      const { order, edges, cyclicEdges, nodes, outgoing } = analyzeGraph(of);
      const place = new Map(order.map((id, i) => [id, i]));
      const cyclic = new Set(cyclicEdges.map((edge) => edge.id));
      expect(order.length).toBe(nodes.size);
      for (const edge of edges.values()) {
        if (edge.loop) continue;
        const back = edge.to === edge.from || descendantsOf({ outgoing }, edge.to).has(edge.from);
        expect(cyclic.has(edge.id)).toBe(back);
        if (cyclicEdges.length === 0) expect(place.get(edge.from)).toBeLessThan(place.get(edge.to) ?? -1);
      }
      expect(Array.isArray(validateWorkflow(of, testRegistry))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('5,000 nodes in one row do not overflow the stack', () => {
  const ids = Array.from({ length: 5000 }, (_, i) => `n${i}`);
  const edges = ids.map((id, i) => ({ from: id, to: ids[(i + 1) % ids.length] ?? '' }));
  expect(findCyclicEdges(ids, edges)).toHaveLength(5000);
  expect(findCyclicEdges(ids, edges.slice(1))).toEqual([]);
});
