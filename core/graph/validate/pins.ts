import { nodeName } from '../node-view.ts';
import type { NodeView } from '../node-view.ts';
import type { Fix, Problem } from '../problem.ts';
import type { GraphNode, WorkflowDocument } from '../schema.ts';
import { error, type ValidateContext } from './context.ts';

/** Pins that no test run could use. */
export function pinProblems({ views }: ValidateContext): Problem[] {
  return [...views.values()].flatMap(problemsOfPin);
}

/** The nodes that are pinned, each as what keeps the workflow from being published. */
export function pinnedNodes(document: WorkflowDocument): Problem[] {
  return document.spec.nodes
    .filter((node) => node.pinned !== undefined)
    .map((node) =>
      error('PINNED', `${nodeName(node)} has a pinned output, which is for test runs only`, {
        nodeId: node.id,
        path: ['pinned'],
        fix: unpin(node),
      }),
    );
}

function problemsOfPin({ node, definition, ports }: NodeView): Problem[] {
  const { pinned } = node;
  if (!pinned || !definition) return [];
  const fix = unpin(node);
  const place = { nodeId: node.id, path: ['pinned'], fix };
  if (definition.control === 'start' || definition.control === 'end') {
    return [error('PIN_UNSUPPORTED', `The output of ${definition.title} cannot be pinned`, place)];
  }
  const port = pinned.port ?? 'out';
  if (!ports || ports.some(({ id }) => id === port)) return [];
  const names = ports.map(({ id }) => id).join(', ');
  const message = `The pinned output goes on at "${port}", and ${nodeName(node)} has ${names}`;
  return [error('PIN_PORT', message, { nodeId: node.id, path: ['pinned', 'port'], fix })];
}

function unpin({ id: nodeId }: GraphNode): Fix {
  return { label: 'Unpin', kind: 'update-node', nodeId, change: { pinned: undefined } };
}
