import ELK from 'elkjs/lib/elk.bundled.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { moveNodes } from '#core/graph/edit.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { arbitraryDocument } from '#core/graph/testing/arbitrary-document.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { testRegistry } from '#core/graph/testing/test-registry.ts';
import { absoluteBoxes } from '../to-flow.ts';
import { layoutNodes } from './layout-nodes.ts';

const elk = new ELK();
const tidy = async (document: WorkflowDocument, ids: readonly string[] | null = null) =>
  moveNodes(document, await layoutNodes((graph) => elk.layout(graph), document, testRegistry, ids && new Set(ids)));

type Box = { x: number; y: number; width: number; height: number };
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const boxOf = (document: WorkflowDocument, id: string): Box =>
  absoluteBoxes(document, testRegistry).get(id) ?? { x: NaN, y: NaN, width: 0, height: 0 };

test('of any graph changes places only, lets no cards overlap, and leads forward edges to the right', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDocument, async (document) => {
      const after = await tidy(document);
      expect(after.spec.edges).toBe(document.spec.edges);
      const still = ({ position: _, ...rest }: WorkflowDocument['spec']['nodes'][number]) => rest;
      expect(after.spec.nodes.map(still)).toEqual(document.spec.nodes.map(still));
      const graph = analyzeGraph(after);
      for (const a of after.spec.nodes) {
        expect([a.position.x % 8, a.position.y % 8].map(Math.abs)).toEqual([0, 0]);
        for (const b of after.spec.nodes)
          if (a.id < b.id && a.parent === b.parent) expect(overlap(boxOf(after, a.id), boxOf(after, b.id))).toBe(false);
      }
      if (graph.cyclicEdges.length > 0) return;
      for (const edge of graph.edges.values()) {
        const [from, to] = [graph.nodes.get(edge.from), graph.nodes.get(edge.to)];
        if (edge.loop || !from || !to || from.parent !== to.parent) continue;
        const source = boxOf(after, edge.from);
        expect(boxOf(after, edge.to).x).toBeGreaterThanOrEqual(source.x + source.width);
      }
    }),
    { numRuns: 60 },
  );
});

test('a chain stands in one line, so that its wires are straight', async () => {
  const after = await tidy(
    buildDocument({ start: 'start', a: 'task', b: 'task', z: 'end' }, ['start > a', 'a > b', 'b > z']),
  );
  expect(new Set(after.spec.nodes.map((node) => node.position.y)).size).toBe(1);
  expect(after.spec.nodes.map((node) => node.position.x)).toEqual([0, 320, 640, 960]);
});

test('of a selection moves nothing else, and its corner stays', async () => {
  const scattered = { a: { x: 800, y: 400 }, b: { x: 96, y: 640 } };
  const document = buildDocument(
    { start: 'start', a: { type: 'task', position: scattered.a }, b: { type: 'task', position: scattered.b } },
    ['start > a', 'a > b'],
  );
  const after = await tidy(document, ['a', 'b']);
  expect(after.spec.nodes[0]).toBe(document.spec.nodes[0]);
  expect(after.spec.nodes.slice(1).map((node) => node.position)).toEqual([
    { x: 96, y: 400 },
    { x: 416, y: 400 },
  ]);
});
