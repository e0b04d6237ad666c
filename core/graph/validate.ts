import type { NodeRegistry } from '../node/define.ts';
import type { Problem } from './problem.ts';
import type { WorkflowDocument } from './schema.ts';
import { concurrencyProblems } from './validate/concurrency.ts';
import { createContext } from './validate/context.ts';
import { edgeProblems } from './validate/edges.ts';
import { inputProblems } from './validate/input.ts';
import { nodeProblems } from './validate/nodes.ts';
import { waitProblems } from './validate/waits.ts';
import { verifyGraph } from './verify/checks.ts';

export type { Fix, Problem } from './problem.ts';

/**
 * Everything that keeps a workflow from being published (errors) or deserves a look (warnings): what is wrong with its
 * parts, and what its graph as a whole would do. The same in the browser and on the server. Never throws.
 */
export function validateWorkflow(document: WorkflowDocument, registry: NodeRegistry): Problem[] {
  const context = createContext(document, registry);
  return [
    ...nodeProblems(context),
    ...edgeProblems(context),
    ...verifyGraph(context),
    ...waitProblems(context),
    ...inputProblems(context),
    ...concurrencyProblems(context),
  ];
}
