import { analyzeGraph } from '#core/graph/analysis.ts';
import { portsOf } from '../card-size.ts';
import type { EditorContext } from '../editor-context.ts';

/** The first port of a node that leads nowhere yet, error routes aside: where the next node is hung on. */
export function freeMainPort(
  editor: EditorContext,
  nodeId: string,
  document = editor.graph.getState().document,
): string | null {
  const graph = analyzeGraph(document);
  const node = graph.nodes.get(nodeId);
  if (!node) return null;
  const used = new Set([...graph.edges.values()].filter((edge) => edge.from === nodeId).map((edge) => edge.port));
  const ports = portsOf(editor.registry, node).filter((port) => port.kind !== 'error');
  return ports.find((port) => !used.has(port.id))?.id ?? null;
}
