import fc from 'fast-check';
import type { GraphEdge, GraphNode, WorkflowDocument } from '../../graph/schema.ts';
import { API_VERSION, edgeId, edgeSource } from '../../graph/schema.ts';
import type { JsonObject } from '../../json.ts';
import type { ControlKind } from '../../node/define.ts';
import { compileGraph } from '../graph.ts';
import type { RunGraph } from '../graph.ts';
import { testRegistry } from './registry.ts';

/**
 * Random workflows over the test registry: branches, joins of every mode, nested, equal and disjoint loops, maps in
 * maps, error edges, gates, timers, retries, disabled and unreachable nodes. What cannot be run is left out while
 * building, so every value is a sound workflow, and shrinking removes nodes and edges.
 */

export interface RandomGraph {
  document: WorkflowDocument;
  graph: RunGraph;
}

interface LinkSeed {
  back: number;
  port: number;
}
interface NodeSeed {
  kind: Exclude<ControlKind, 'start'>;
  links: LinkSeed[];
  place: number;
  onError: 'branch' | 'continue' | 'fail' | null;
  disabled: boolean;
  attempts: number;
  join: { mode: 'all' | 'any' | 'quorum'; count: number; cancelOthers: boolean };
  map: { concurrency: number; onItemError: 'fail' | 'collect' | 'skip' };
  children: LevelSeed | null;
}
interface LoopSeed {
  from: number;
  port: number;
  to: number;
  max: number;
}
interface RaceSeed {
  max: number;
  cancelOthers: boolean;
  place: number;
}
interface LevelSeed {
  /** A loop around a race: chance alone hardly ever builds one, and in it an iteration cancels what still runs. */
  race: RaceSeed | null;
  nodes: NodeSeed[];
  loops: LoopSeed[];
}

const KINDS: { arbitrary: fc.Arbitrary<NodeSeed['kind']>; weight: number }[] = [
  { arbitrary: fc.constant('task'), weight: 7 },
  { arbitrary: fc.constant('join'), weight: 5 },
  { arbitrary: fc.constant('branch'), weight: 3 },
  { arbitrary: fc.constant('gate'), weight: 2 },
  { arbitrary: fc.constant('timer'), weight: 1 },
  { arbitrary: fc.constant('map'), weight: 2 },
  { arbitrary: fc.constant('end'), weight: 1 },
];

const linkSeed = fc.record({ back: fc.nat(3), port: fc.nat(11) });
// Mostly long loops: only a wide body has branches that are still on their way when it iterates.
const loopSeed = fc.record({
  from: fc.nat(15),
  port: fc.nat(11),
  to: fc.oneof(fc.nat(3), fc.nat(15)),
  max: fc.integer({ min: 1, max: 3 }),
});

function levelSeed(size: number, depth: number): fc.Arbitrary<LevelSeed> {
  const nodeSeed: fc.Arbitrary<NodeSeed> = fc.record({
    kind: fc.oneof(...KINDS),
    links: fc.oneof(
      { arbitrary: fc.array(linkSeed, { minLength: 1, maxLength: 2, size: 'max' }), weight: 26 },
      { arbitrary: fc.array(linkSeed, { minLength: 2, maxLength: 4, size: 'max' }), weight: 13 },
      { arbitrary: fc.constant<LinkSeed[]>([]), weight: 1 },
    ),
    place: fc.nat(99),
    onError: fc.constantFrom(null, null, null, 'branch', 'continue', 'fail'),
    disabled: fc.nat(9).map((n) => n === 9),
    attempts: fc.integer({ min: 1, max: 3 }),
    join: fc.record({
      mode: fc.constantFrom('all', 'any', 'any', 'quorum'),
      count: fc.integer({ min: 1, max: 3 }),
      cancelOthers: fc.boolean(),
    }),
    map: fc.record({
      concurrency: fc.integer({ min: 1, max: 3 }),
      onItemError: fc.constantFrom('fail', 'collect', 'skip'),
    }),
    children: depth > 0 ? levelSeed(4, depth - 1) : fc.constant(null),
  });
  const raceSeed = fc.record({ max: fc.integer({ min: 1, max: 3 }), cancelOthers: fc.boolean(), place: fc.nat(99) });
  return fc.record({
    race: fc.oneof({ arbitrary: fc.constant(null), weight: 4 }, { arbitrary: raceSeed, weight: 1 }),
    nodes: fc.array(nodeSeed, { minLength: 1, maxLength: size, size: 'max' }),
    loops: fc.array(loopSeed, { maxLength: 6, size: 'max' }),
  });
}

/** A sound random workflow of up to `size` nodes at the top and four in each map. */
export function randomGraph(size = 12): fc.Arbitrary<RandomGraph> {
  return levelSeed(size, 2).map((seed) => {
    const document = buildLevels(seed);
    return { document, graph: compileGraph(document, testRegistry) };
  });
}

/** The random workflow of a seed: the same everywhere, and of any size as likely as not. */
export function randomDocument(seed: number): WorkflowDocument {
  const [document] = fc.sample(fc.noBias(randomGraph().map((random) => random.document)), { seed, numRuns: 1 });
  if (!document) throw new Error('There is always one');
  return document;
}

interface Draft {
  nodes: { node: GraphNode; place: number }[];
  edges: GraphEdge[];
}

function buildLevels(seed: LevelSeed): WorkflowDocument {
  const draft: Draft = { nodes: [{ node: node('start', 'start'), place: 50 }], edges: [] };
  const loops = addLevel(draft, seed, undefined, 'n');
  // Where a node stands in the document must not follow from where it stands in the graph.
  const nodes = draft.nodes.sort((a, b) => a.place - b.place).map((entry) => entry.node);
  const document = (edges: GraphEdge[]): WorkflowDocument => ({
    apiVersion: API_VERSION,
    kind: 'Workflow',
    metadata: { name: 'random' },
    spec: { nodes, edges },
  });
  let edges = draft.edges;
  for (const loop of loops) if (isSound(document([...edges, loop]))) edges = [...edges, loop];
  return document(edges);
}

function isSound(document: WorkflowDocument): boolean {
  try {
    compileGraph(document, testRegistry);
    return true;
  } catch {
    return false;
  }
}

/** Adds nodes and forward edges, and returns loop edges that may or may not be sound. */
function addLevel(draft: Draft, seed: LevelSeed, parent: string | undefined, prefix: string): GraphEdge[] {
  const ids = seed.nodes.map((_, index) => `${prefix}${index}`);
  const added: { id: string; ports: string[] }[] = parent === undefined ? [{ id: 'start', ports: ['out'] }] : [];
  const loops: GraphEdge[] = [];
  if (seed.race) {
    loops.push(addRace(draft, seed.race, parent, prefix));
    added.push({ id: `${prefix}_last`, ports: PORTS.branch });
  }
  for (const [index, one] of seed.nodes.entries()) {
    const kind = parent !== undefined && one.kind === 'end' ? 'task' : one.kind;
    const id = ids[index] ?? prefix;
    let incoming = 0;
    for (const { back, port } of one.links) {
      const source = added[Math.max(0, added.length - 1 - back)];
      const from = source && edgeFrom(source, port);
      if (from && addEdge(draft.edges, { from, to: id })) incoming += 1;
    }
    const quorum: JsonObject =
      one.join.mode === 'quorum' ? { count: Math.max(1, Math.min(one.join.count, incoming)) } : {};
    const config: Partial<Record<ControlKind, JsonObject>> = {
      branch: { ports: ['a', 'b'] },
      join: { mode: one.join.mode, cancelOthers: one.join.cancelOthers, ...quorum },
      map: one.map,
    };
    const rest: Partial<GraphNode> = {
      config: config[kind] ?? {},
      ...(parent !== undefined && { parent }),
      ...(one.onError && { onError: one.onError }),
      ...(one.disabled && testRegistry[kind].supports.disable && { disabled: true }),
      ...(testRegistry[kind].supports.retry && { retry: retry(one.attempts) }),
    };
    draft.nodes.push({ node: node(id, kind, rest), place: one.place });
    if (PORTS[kind].length > 0) added.push({ id, ports: PORTS[kind] });
    if (kind === 'map' && one.children) loops.push(...addLevel(draft, one.children, id, `${id}_`));
  }
  for (const { from, port, to, max } of seed.loops) {
    const source = added[from % added.length];
    const target = added[to % added.length];
    const start = source && edgeFrom(source, port);
    if (start && target) loops.push({ from: start, to: target.id, loop: { max } });
  }
  return loops;
}

/** first → (left, right) → any → last, and a loop from last to first. */
function addRace(
  draft: Draft,
  { max, cancelOthers, place }: RaceSeed,
  parent: string | undefined,
  prefix: string,
): GraphEdge {
  const id = (name: string): string => `${prefix}_${name}`;
  const inside = parent === undefined ? {} : { parent };
  const add = (name: string, kind: ControlKind, config: JsonObject = {}): void => {
    draft.nodes.push({ node: node(id(name), kind, { config, ...inside }), place });
  };
  add('first', 'task');
  add('left', 'task');
  add('right', 'gate');
  add('any', 'join', { mode: 'any', cancelOthers });
  add('last', 'branch', { ports: ['a', 'b'] });
  if (parent === undefined) draft.edges.push({ from: 'start', to: id('first') });
  const links = ['first -> left', 'first -> right', 'left -> any', 'right.approved -> any', 'any -> last'];
  for (const [from = '', to = ''] of links.map((link) => link.split(' -> ')))
    draft.edges.push({ from: id(from), to: id(to) });
  return { from: id('last.b'), to: id('first'), loop: { max } };
}

const PORTS: Record<ControlKind, string[]> = {
  start: ['out'],
  end: [],
  task: ['out', 'out', 'error'],
  branch: ['a', 'b', 'else'],
  join: ['out', 'out', 'out', 'unmet'],
  map: ['out', 'out', 'error'],
  gate: ['approved', 'rejected', 'expired'],
  timer: ['out'],
};

function node(id: string, type: ControlKind, rest: Partial<GraphNode> = {}): GraphNode {
  return { id, type, position: { x: 0, y: 0 }, config: {}, ...rest };
}

function retry(maxAttempts: number): GraphNode['retry'] {
  return { maxAttempts, backoff: '1s', factor: 2, maxBackoff: '60s' };
}

function edgeFrom(source: { id: string; ports: string[] }, port: number): string | null {
  const name = source.ports[port % Math.max(1, source.ports.length)];
  return name === undefined ? null : `${source.id}.${name}`;
}

function addEdge(edges: GraphEdge[], edge: GraphEdge): boolean {
  const known = edges.some((other) => edgeId(other) === edgeId(edge));
  if (!known) edges.push(edge);
  return !known && edgeSource(edge).node !== edge.to;
}
