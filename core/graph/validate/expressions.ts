import { checkText, type ReadText, readText, stringsIn } from '../../expr/check.ts';
import { valueAt } from '../../expr/config-path.ts';
import { reachableFrom } from '../../expr/reachable.ts';
import type { NodeView } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import type { ValidateContext } from './context.ts';

/** What is wrong inside expressions, each with the path of the field. */
export function expressionProblems(context: ValidateContext): Problem[] {
  return [...context.views.values()].flatMap((view) => problemsOfNode(view, context));
}

function problemsOfNode(view: NodeView, { document, registry }: ValidateContext): Problem[] {
  const texts = textsOf(view);
  if (texts.length === 0) return [];
  const reachable = reachableFrom(document, registry, view.node.id);
  return texts.flatMap(({ path, text }) =>
    checkText(text, reachable).map(({ code, severity, message }) => ({
      code,
      severity,
      message,
      nodeId: view.node.id,
      path: ['config', ...path],
    })),
  );
}

interface PlacedText {
  path: (string | number)[];
  text: ReadText;
}

/** A view lives as long as its node is not edited, so a text is read once in a session. */
const cache = new WeakMap<NodeView, PlacedText[]>();

function textsOf(view: NodeView): PlacedText[] {
  const known = cache.get(view);
  if (known) return known;
  const texts = readTexts(view);
  cache.set(view, texts);
  return texts;
}

/** The texts of a node that mention or break something. */
function readTexts({ node, definition, config }: NodeView): PlacedText[] {
  if (!definition || config === null) return [];
  return definition.expressions(config).flatMap(({ path, kind }) => {
    const value = valueAt(node.config, path);
    if (value === undefined) return [];
    return (
      stringsIn(value, path)
        // That a condition is missing is the definition's to say, in words of its own.
        .filter(({ text }) => kind !== 'condition' || text.trim() !== '')
        .map(({ path: at, text }) => ({ path: at, text: readText(text, kind) }))
        .filter(({ text }) => text.length > 0)
    );
  });
}
