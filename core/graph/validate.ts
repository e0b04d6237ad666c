import type { NodeRegistry } from '../node/define.ts';
import type { Problem } from './problem.ts';
import type { WorkflowDocument } from './schema.ts';
import { structureProblems } from './structure.ts';
import { concurrencyProblems } from './validate/concurrency.ts';
import { createContext } from './validate/context.ts';
import { edgeProblems } from './validate/edges.ts';
import { expressionProblems } from './validate/expressions.ts';
import { flowProblems } from './validate/flow.ts';
import { inputProblems } from './validate/input.ts';
import { nodeProblems } from './validate/nodes.ts';

export type { Fix, Problem } from './problem.ts';

/** Everything that keeps a workflow from being published (errors) or deserves a look (warnings). Never throws. */
export function validateWorkflow(document: WorkflowDocument, registry: NodeRegistry): Problem[] {
  const context = createContext(document, registry);
  return [
    ...nodeProblems(context),
    ...edgeProblems(context),
    ...structureProblems(context.graph, context.views),
    ...flowProblems(context),
    ...expressionProblems(context),
    ...inputProblems(context),
    ...concurrencyProblems(context),
  ];
}
