import { describe, expect, it } from 'vitest';
import { type WorkflowDocument, workflowDocumentSchema } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { layoutPicture } from './layout.ts';

function document(nodes: object[], edges: object[] = []): WorkflowDocument {
  return workflowDocumentSchema.parse({
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name: 'w' },
    spec: { nodes, edges },
  });
}

describe('the picture of a workflow', () => {
  it('draws a container below what it holds, and large enough', () => {
    const { nodes } = layoutPicture(
      document([
        { id: 'child', type: 'agent', parent: 'each', position: { x: 300, y: 80 } },
        { id: 'each', type: 'map', position: { x: 100, y: 50 } },
      ]),
      nodeDefinitions,
    );
    expect(nodes.map((node) => node.id)).toEqual(['each', 'child']);
    const [each, child] = nodes;
    expect(child).toMatchObject({ x: 400, y: 130 });
    expect((each?.x ?? 0) + (each?.width ?? 0)).toBeGreaterThan(400 + (child?.width ?? 0));
  });

  it('leads a loop around below the cards', () => {
    const { edges, bounds } = layoutPicture(
      document(
        [
          { id: 'a', type: 'agent', position: { x: 0, y: 0 } },
          { id: 'b', type: 'approval', position: { x: 320, y: 0 } },
        ],
        [
          { from: 'a', to: 'b' },
          { from: 'b.rejected', to: 'a', loop: { max: 3 } },
        ],
      ),
      nodeDefinitions,
    );
    expect(edges.map((edge) => edge.isLoop)).toEqual([false, true]);
    const numbers = [...(edges[1]?.path ?? '').matchAll(/-?[\d.]+/g)].map(Number);
    const lowest = Math.max(...numbers.filter((_, index) => index % 2 === 1));
    expect(lowest).toBeGreaterThan(96);
    expect(lowest).toBeLessThan(bounds.y + bounds.height);
    expect(edges[1]?.label).toMatchObject({ text: 'again · at most 3', at: { y: lowest } });
  });

  it('survives types that nobody knows, edges to nowhere and containers in a circle', () => {
    const picture = layoutPicture(
      document(
        [
          { id: 'odd', type: 'teleport' },
          { id: 'x', type: 'map', parent: 'y' },
          { id: 'y', type: 'map', parent: 'x' },
        ],
        [{ from: 'odd', to: 'gone' }],
      ),
      nodeDefinitions,
    );
    expect(picture.nodes.map((node) => node.id)).toEqual(['odd']);
    expect(picture.edges).toEqual([]);
  });

  it('keeps every place when only a part is drawn, and draws what a container holds with it', () => {
    const whole = document(
      [
        { id: 'a', type: 'agent', position: { x: 40, y: 40 } },
        { id: 'each', type: 'map', position: { x: 400, y: 0 } },
        { id: 'child', type: 'set', parent: 'each', position: { x: 24, y: 80 } },
        { id: 'b', type: 'set', position: { x: 900, y: 0 } },
      ],
      [
        { from: 'a', to: 'each' },
        { from: 'each', to: 'b' },
      ],
    );
    const part = (...nodes: string[]) =>
      layoutPicture(whole, nodeDefinitions, { part: { nodes: new Set(nodes), notes: new Set() } });
    expect(part('a', 'each').nodes.map((node) => node.id)).toEqual(['a', 'each', 'child']);
    expect(part('a', 'each').edges.map((edge) => edge.id)).toEqual(['a.out->each']);
    expect(part('child').nodes.map(({ id, x, y }) => ({ id, x, y }))).toEqual([{ id: 'child', x: 424, y: 80 }]);
    expect(part('child').bounds).toMatchObject({ x: 424, y: 80 });
  });

  it('draws what stood in a container that is gone', () => {
    const { nodes } = layoutPicture(document([{ id: 'x', type: 'set', parent: 'gone' }]), nodeDefinitions);
    expect(nodes.map((node) => node.id)).toEqual(['x']);
  });
});
