import { nodeName } from '../node-view.ts';
import type { Fix } from '../problem.ts';
import type { Facts } from './facts.ts';

/**
 * A wire from a port to the end, when there is one end and no doubt which. Such a wire is always allowed: nothing
 * follows an end, so it closes no circle and enters no loop.
 */
export function leadToEnd(
  { views }: Pick<Facts, 'views'>,
  from: { node: string; port: string },
  label: string,
): Fix | undefined {
  const ends = [...views.values()].filter((view) => view.definition?.control === 'end');
  const [end] = ends;
  const sameLevel = views.get(from.node)?.node.parent === undefined && end?.node.parent === undefined;
  if (!end || ends.length > 1 || !sameLevel) return undefined;
  return { label: `Lead "${label}" to ${nodeName(end.node)}`, kind: 'connect', from, to: end.node.id };
}
