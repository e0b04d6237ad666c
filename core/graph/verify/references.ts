import { checkText, type ExprProblem, type ReadText, readText, stringsIn } from '../../expr/check.ts';
import { valueAt } from '../../expr/config-path.ts';
import { type Reachable, reachableFrom } from '../../expr/reachable.ts';
import type { Reference } from '../../expr/references.ts';
import { isJsonObject, type Json } from '../../json.ts';
import type { ExpressionSite } from '../../node/define.ts';
import type { NodeView } from '../node-view.ts';
import type { Fix, Problem } from '../problem.ts';
import type { Check, Facts } from './facts.ts';
import { findWay } from './way.ts';

/** What is wrong inside expressions, each with the path of the field; what is not there on every way, with such a way. */
export const references: Check = (facts) => [...facts.views.values()].flatMap((view) => problemsOfNode(view, facts));

function problemsOfNode(view: NodeView, facts: Facts): Problem[] {
  const texts = textsOf(view);
  if (texts.length === 0) return [];
  const reachable = reachableFrom(facts.document, facts.registry, view.node.id);
  return texts.flatMap((placed) =>
    checkText(placed.text, reachable).map((found): Problem => {
      const { code, severity, message } = found;
      const path = ['config', ...placed.path];
      const problem = { code, severity, message, nodeId: view.node.id, path };
      return {
        ...problem,
        ...wayWithout(found.missing, view.node.id, facts),
        ...guard(found, view, placed, reachable),
      };
    }),
  );
}

/** A way to the node on which what it mentions has not succeeded: past it, or along its error. */
function wayWithout(missing: Reference | undefined, nodeId: string, facts: Facts): Pick<Problem, 'trail'> {
  const source = missing?.node;
  const flow = facts.flow();
  if (source === undefined || !flow?.runs.has(nodeId)) return {};
  const trail =
    findWay(flow, nodeId, { avoid: new Set([source]) }) ??
    findWay(flow, nodeId, { takes: (edge) => edge.from !== source || edge.port === 'error' }) ??
    findWay(flow, nodeId);
  return trail ? { trail } : {};
}

/** Puts `default()` around what may be missing, with an empty value of the type that is expected there. */
function guard(found: ExprProblem, { node }: NodeView, placed: PlacedText, reachable: Reachable): { fix?: Fix } {
  const { missing, range } = found;
  const source = valueAt(node.config, placed.path);
  if (!missing || !range || typeof source !== 'string') return {};
  const empty = emptyValue(typeOf(missing, reachable)) ?? UNTYPED[placed.kind];
  if (empty === null) return {};
  const expected = source.slice(range.start, range.end);
  const text = `default(${expected}, ${empty})`;
  const label = `Use ${EMPTY_WORDS[empty] ?? empty} when it is missing`;
  return { fix: { label, kind: 'replace-text', nodeId: node.id, path: placed.path, range, expected, text } };
}

const EMPTY_WORDS: Readonly<Record<string, string>> = {
  "''": 'an empty text',
  '[]': 'an empty list',
  '{}': 'an empty object',
};

/** What stands in for a value of unknown type. In a condition nobody can say what would be right. */
const UNTYPED: Record<ExpressionSite['kind'], string | null> = { template: "''", json: 'null', condition: null };

function emptyValue(type: Json | undefined): string | null {
  const values: Record<string, string> = {
    string: "''",
    integer: '0',
    number: '0',
    boolean: 'false',
    array: '[]',
    object: '{}',
  };
  return (typeof type === 'string' && Object.hasOwn(values, type) ? values[type] : null) ?? null;
}

function typeOf({ node, path }: Reference, reachable: Reachable): Json | undefined {
  const [, ...steps] = path[0] === 'previous' ? path.slice(1) : path;
  if (path.includes('error')) return undefined;
  let schema: Json | undefined = reachable.node(node ?? '')?.output ?? undefined;
  for (const step of steps) {
    if (!isJsonObject(schema)) return undefined;
    schema = typeof step === 'number' ? schema.items : valueAt(schema, ['properties', step]);
  }
  return isJsonObject(schema) ? schema.type : undefined;
}

interface PlacedText {
  path: (string | number)[];
  kind: ExpressionSite['kind'];
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
        .map(({ path: at, text }) => ({ path: at, kind, text: readText(text, kind) }))
        .filter(({ text }) => text.length > 0)
    );
  });
}
