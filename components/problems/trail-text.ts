import { titleOf } from '#components/canvas/to-flow.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

/**
 * The trail of a problem in words, for who does not see the canvas: `Start → Big refund (else) → Pay`. Ways that part
 * are told one after the other.
 */
export function trailText(document: WorkflowDocument, trail: readonly string[]): string {
  const { nodes, edges } = analyzeGraph(document);
  const nameOf = (id: string): string => {
    const node = nodes.get(id);
    return node ? titleOf(node) : id;
  };
  const ways: { steps: string[]; at: string }[] = [];
  const mentioned = new Set<string>();
  for (const { from, port, to } of trail.flatMap((id) => edges.get(id) ?? [])) {
    let way = ways.at(-1);
    if (way?.at !== from) ways.push((way = { steps: [nameOf(from)], at: from }));
    if (port !== 'out') way.steps.push(`${way.steps.pop()} (${port})`);
    way.steps.push(nameOf(to));
    way.at = to;
    mentioned.add(from).add(to);
  }
  const alone = trail.filter((id) => nodes.has(id) && !mentioned.has(id)).map(nameOf);
  return [...ways.map(({ steps }) => steps.join(' → ')), ...alone].join('; ');
}
