import { checkExpression, stringsIn } from '../../expr/check.ts';
import { valueAt } from '../../expr/config-path.ts';
import { type Reachable, reachableFrom } from '../../expr/reachable.ts';
import type { NodeView } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import type { ValidateContext } from './context.ts';

/** What is wrong inside expressions, each with the path of the field. */
export function expressionProblems(context: ValidateContext): Problem[] {
  return [...context.views.values()].flatMap((view) => problemsOfNode(view, context));
}

function problemsOfNode({ node, definition, config }: NodeView, { document, registry }: ValidateContext): Problem[] {
  if (!definition || config === null) return [];
  const texts = definition.expressions(config).flatMap(({ path, kind }) => {
    const value = valueAt(node.config, path);
    if (value === undefined) return [];
    return stringsIn(value, path).flatMap(({ path: at, text }) =>
      // Most texts have no hole; what a node can reach is worked out only for those that have one.
      kind === 'condition' || text.includes('{{') ? [{ path: at, text, kind }] : [],
    );
  });
  if (texts.length === 0) return [];
  const reachable: Reachable = reachableFrom(document, registry, node.id);
  return texts.flatMap(({ path, text, kind }) =>
    checkExpression(text, kind, reachable).map(({ code, severity, message }) => ({
      code,
      severity,
      message,
      nodeId: node.id,
      path: ['config', ...path],
    })),
  );
}
