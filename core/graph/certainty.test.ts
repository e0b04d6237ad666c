import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeGraph, ancestorsOf, descendantsOf } from './analysis.ts';
import { certaintyOf } from './certainty.ts';
import { reachOf } from './reach.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { naiveSucceededBefore } from './testing/naive-certainty.ts';
import { testRegistry } from './testing/test-registry.ts';

test('what is certain is what plain sets say, for any graph', () => {
  fc.assert(
    fc.property(arbitraryDocument, fc.nat(), (document, seed) => {
      const nodes = document.spec.nodes.map((node, i) =>
        node.type === 'task' && (seed >> i) % 2 === 1 ? { ...node, onError: 'continue' as const } : node,
      );
      const of = { ...document, spec: { ...document.spec, nodes } };
      const certainty = certaintyOf(of, testRegistry);
      for (const { id: at } of nodes) {
        const certain = nodes.map(({ id }) => id).filter((id) => certainty.hasSucceeded(id, at));
        expect(new Set(certain)).toEqual(naiveSucceededBefore(of, testRegistry, at));
      }
    }),
    { numRuns: 500 },
  );
});

test('reach and loop bodies are what walking the edges finds, for any graph', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const graph = analyzeGraph(document);
      const reach = reachOf(graph);
      const ids = [...graph.nodes.keys()];
      for (const id of ids) {
        expect(new Set(ids.filter((other) => reach.leads(other, id)))).toEqual(ancestorsOf(graph, id));
        expect(new Set(ids.filter((other) => reach.leads(id, other)))).toEqual(descendantsOf(graph, id));
      }
      for (const { edge, body } of graph.loops) {
        const after = descendantsOf(graph, edge.to).add(edge.to);
        expect(body).toEqual(after.intersection(ancestorsOf(graph, edge.from).add(edge.from)));
      }
    }),
    { numRuns: 500 },
  );
});
