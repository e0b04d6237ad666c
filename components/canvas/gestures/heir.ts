import { analyzeGraph } from '#core/graph/analysis.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { noteFlowId } from '../to-flow.ts';
import type { ElementRef } from './focus-element.ts';

/**
 * Who gets the focus of an element that an edit took away: the node it came from, else the one it led to, else the
 * map around it. `undefined`: it is still there. Null: nobody is near.
 */
export function heirOf(
  element: ElementRef,
  before: WorkflowDocument,
  after: WorkflowDocument,
): string | null | undefined {
  const was = analyzeGraph(before);
  const is = analyzeGraph(after);
  if ('edge' in element) {
    if (is.edges.has(element.edge)) return undefined;
    const edge = was.edges.get(element.edge);
    return [edge?.from, edge?.to].find((id) => id !== undefined && is.nodes.has(id)) ?? null;
  }
  const { node } = element;
  const isNote = after.spec.canvas?.notes?.some((note) => noteFlowId(note.id) === node) ?? false;
  if (is.nodes.has(node) || isNote) return undefined;
  const near = [
    ...(was.incoming.get(node) ?? []).map(({ from }) => from),
    ...(was.outgoing.get(node) ?? []).map(({ to }) => to),
    was.nodes.get(node)?.parent,
  ];
  return near.find((id) => id !== undefined && is.nodes.has(id)) ?? null;
}
