import type { GraphEdge, GraphNode, WorkflowDocument } from '../schema.ts';

/** A document that counts how often its nodes and edges are looked at, so that tests can bound work without a clock. */
export function countedDocument(document: WorkflowDocument): { document: WorkflowDocument; looks(): number } {
  let count = 0;
  const counted = <Part extends GraphNode | GraphEdge>(part: Part): Part =>
    new Proxy(part, {
      get(target, key, receiver): unknown {
        count++;
        return Reflect.get(target, key, receiver);
      },
    });
  const { nodes, edges } = document.spec;
  const spec = { ...document.spec, nodes: nodes.map(counted), edges: edges.map(counted) };
  return { document: { ...document, spec }, looks: () => count };
}
