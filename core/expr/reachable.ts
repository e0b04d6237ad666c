import { analyzeGraph, enclosingMaps, type GraphAnalysis, shareLoop } from '../graph/analysis.ts';
import { certaintyOf } from '../graph/certainty.ts';
import { nodeName, viewNode } from '../graph/node-view.ts';
import { reachOf } from '../graph/reach.ts';
import type { WorkflowDocument } from '../graph/schema.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { NodeRegistry } from '../node/define.ts';
import { didYouMean } from '../suggest.ts';

/** Where another node stands when the one with the expression runs. */
export type Relation = 'self' | 'before' | 'beside' | 'later' | 'hidden';

export interface ReachableNode {
  id: string;
  name: string;
  relation: Relation;
  /** It has certainly succeeded by then. */
  certain: boolean;
  /** A loop goes around both, so there is an iteration before. */
  loops: boolean;
  /** What is known of its output. */
  output: JsonObject | null;
}

/** Everything that the expressions of one node can mention, and how sure it is. */
export interface Reachable {
  /** `; did you mean "x"?` for an id that no node has. */
  hint(id: string): string;
  /** Worked out when asked: expressions mention few of many nodes. */
  node(id: string): ReachableNode | null;
  input: JsonObject | null;
  /** Inside a map: `item` and `index` are there. */
  inMap: boolean;
}

/** One line of the picker. */
export interface ReachableName {
  label: string;
  /** What to insert, without braces: `nodes.draft.output.reason`. */
  expression: string;
  /** In words of JSON Schema; `any` when unknown. */
  type: string;
  nodeId?: string;
  /** False: it may be missing when the node runs, so it wants a `default()`. */
  certain: boolean;
}

/** What `checkText` holds an expression of this node against. */
export function reachableFrom(document: WorkflowDocument, registry: NodeRegistry, nodeId: string): Reachable {
  const graph = analyzeGraph(document);
  const around = enclosingMaps(graph, nodeId);
  const places = [nodeId, ...around];
  const input = document.spec.input ?? null;
  const relationOf = (id: string): Relation => {
    if (id === nodeId) return 'self';
    if (enclosingMaps(graph, id).some((map) => !around.includes(map))) return 'hidden';
    const reach = reachOf(graph);
    if (places.some((place) => reach.leads(id, place))) return 'before';
    return around.includes(id) || places.some((place) => reach.leads(place, id)) ? 'later' : 'beside';
  };
  return {
    hint: (id) => hintFor(graph, id),
    node(id) {
      const node = graph.nodes.get(id);
      if (!node) return null;
      const { definition, config } = viewNode(node, registry);
      return {
        id,
        name: nodeName(node),
        relation: relationOf(id),
        certain: certaintyOf(document, registry).hasSucceeded(id, nodeId),
        loops: shareLoop(graph, id, nodeId),
        output: definition && config !== null ? definition.output(config, { input }) : null,
      };
    },
    input,
    inMap: around.length > 0,
  };
}

const hints = new WeakMap<GraphAnalysis, Map<string, string>>();

/** A node that was removed may be mentioned a thousand times; the likeliest other is looked for once. */
function hintFor(graph: GraphAnalysis, id: string): string {
  const known = hints.get(graph) ?? new Map<string, string>();
  hints.set(graph, known);
  const hint = known.get(id) ?? didYouMean(id, graph.nodes.keys());
  known.set(id, hint);
  return hint;
}

/** What the picker offers at a node, nearest first: `item`, the nodes before it, the input, the run. */
export function reachableFor(document: WorkflowDocument, registry: NodeRegistry, nodeId: string): ReachableName[] {
  const { node: nodeOf, input, inMap } = reachableFrom(document, registry, nodeId);
  const order = analyzeGraph(document).order;
  const byDistance = [...order].reverse().flatMap((id) => nodeOf(id) ?? []);
  return [
    ...(inMap ? [name('item', 'Item', 'any'), name('index', 'Number of the item, from 0', 'integer')] : []),
    ...byDistance.flatMap((node) => namesOfNode(node)),
    ...fields('input', 'Input', input, { certain: true }),
    name('run.id', 'Id of the run', 'string'),
    name('run.startedAt', 'Start of the run', 'string'),
    name('run.trigger', 'What started the run', 'string'),
    name('workflow.name', 'Name of the workflow', 'string'),
    name('workflow.version', 'Version of the workflow', 'any'),
  ];
}

function namesOfNode(node: ReachableNode): ReachableName[] {
  const base = `nodes.${node.id}`;
  const label = node.name.replaceAll('"', '');
  const previous = node.loops
    ? fields(`${base}.previous.output`, `${label}, one round before`, node.output, { certain: false, nodeId: node.id })
    : [];
  const iteration = node.loops ? [{ ...name(`${base}.iteration`, `${label}, round`, 'integer'), nodeId: node.id }] : [];
  if (node.relation === 'self') return [...iteration, ...previous];
  if (node.relation !== 'before') return previous;
  return [
    ...fields(`${base}.output`, label, node.output, { certain: node.certain, nodeId: node.id }),
    ...iteration,
    ...previous,
  ];
}

const FIELD_DEPTH = 3;

/** A value and, where a schema tells them, its fields. Required fields of a certain value are certain. */
function fields(
  expression: string,
  label: string,
  schema: unknown,
  rest: { certain: boolean; nodeId?: string },
  depth = 0,
): ReachableName[] {
  const known = isJsonObject(schema) ? schema : {};
  const here: ReachableName = { label, expression, type: typeof known.type === 'string' ? known.type : 'any', ...rest };
  if (!isJsonObject(known.properties) || depth >= FIELD_DEPTH) return [here];
  const required = Array.isArray(known.required) ? known.required : [];
  const inner = Object.entries(known.properties).flatMap(([key, property]) => {
    const step = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    const title = isJsonObject(property) && typeof property.title === 'string' ? property.title : key;
    const hasDefault = isJsonObject(property) && property.default !== undefined;
    const certain = rest.certain && (required.includes(key) || hasDefault);
    return fields(`${expression}${step}`, `${label}: ${title}`, property, { ...rest, certain }, depth + 1);
  });
  return [here, ...inner];
}

function name(expression: string, label: string, type: string): ReachableName {
  return { label, expression, type, certain: true };
}
