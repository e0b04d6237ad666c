import type { NodeRegistry } from '../node/define.ts';
import type { Problem } from './problem.ts';
import type { WorkflowDocument } from './schema.ts';
import { concurrencyProblems } from './validate/concurrency.ts';
import { createContext } from './validate/context.ts';
import { edgeProblems } from './validate/edges.ts';
import { inputProblems } from './validate/input.ts';
import { nodeProblems } from './validate/nodes.ts';
import { pinnedNodes, pinProblems } from './validate/pins.ts';
import { waitProblems } from './validate/waits.ts';
import { verifyGraph } from './verify/checks.ts';

export type { Fix, Problem } from './problem.ts';

/**
 * Everything that keeps a workflow from being run (errors) or deserves a look (warnings): what is wrong with its parts,
 * and what its graph as a whole would do. The same in the browser and on the server. Never throws.
 */
export function validateWorkflow(document: WorkflowDocument, registry: NodeRegistry): Problem[] {
  const context = createContext(document, registry);
  return [
    ...nodeProblems(context),
    ...pinProblems(context),
    ...edgeProblems(context),
    ...verifyGraph(context),
    ...waitProblems(context),
    ...inputProblems(context),
    ...concurrencyProblems(context),
  ];
}

/**
 * Everything that keeps a workflow from being published: what keeps it from being run, and what only a test run may
 * have, which is pinned outputs.
 */
export function publishProblems(document: WorkflowDocument, registry: NodeRegistry): Problem[] {
  return [...validateWorkflow(document, registry), ...pinnedNodes(document)];
}
