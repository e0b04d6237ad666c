import type { IndexedEdge } from '../analysis.ts';
import { orderWithMaps } from '../decisions.ts';
import type { Flow } from './facts.ts';

/** A node that runs, or one of its ports that fires. */
export interface Place {
  node: string;
  port: string | null;
}

export interface Together {
  /** Whether two things can happen in one run. A quorum counts as reached by one edge, so only a no is certain. */
  may(a: Place, b: Place): boolean;
  /** Two ways that one run takes to two nodes, from where they part: ids of nodes and edges. */
  ways(a: string, b: string): string[];
}

/** Beyond this many the table below would take too long to fill. A thousand nodes come to some hundreds. */
const MAX_PLACES = 6_000;

const cache = new WeakMap<Flow, { together: Together | null }>();

/** Null when there are too many choices to tell. */
export function togetherIn(flow: Flow): Together | null {
  const known = cache.get(flow) ?? { together: createTogether(flow) };
  cache.set(flow, known);
  return known.together;
}

function createTogether(flow: Flow): Together | null {
  const { numbers, places } = numberPlaces(flow);
  if (places.length > MAX_PLACES) return null;
  const has = tableOf(places);
  const may = (a: Place, b: Place): boolean => {
    const [one, other] = [numbers.get(nameOf(flow, a)), numbers.get(nameOf(flow, b))];
    return one !== undefined && other !== undefined && has(one, other);
  };
  return { may, ways: (a, b) => traceBack(flow, may, a, b) };
}

/** Something that happens in some runs and not in others. `after`: it happens exactly when one of these does. */
interface Happening {
  after: readonly number[];
  /** Of these, the ports of one node, only one happens. */
  group: number | null;
}

/** Whatever always happens together has one number: a node with one wire in has that of the wire. */
function numberPlaces(flow: Flow): { numbers: ReadonlyMap<string, number>; places: Happening[] } {
  const numbers = new Map<string, number>();
  const places: Happening[] = [];
  for (const [group, id] of orderWithMaps(flow).entries()) {
    if (!flow.runs.has(id)) continue;
    const sources = (flow.incoming.get(id) ?? []).map((edge) => nameOf(flow, sourceOf(edge)));
    const map = flow.nodes.get(id)?.parent;
    if (sources.length === 0 && map !== undefined) sources.push(map);
    const after = [...new Set(sources.flatMap((name) => numbers.get(name) ?? []))];
    const [only] = after;
    const own = only !== undefined && after.length === 1 ? only : places.push({ after, group: null }) - 1;
    numbers.set(id, own);
    for (const port of flow.choices.get(id) ?? []) {
      numbers.set(`${id}.${port}`, places.push({ after: [own], group }) - 1);
    }
  }
  return { numbers, places };
}

/**
 * Which pairs can happen in one run, as rows of bits. Something new happens together with whatever one of those before
 * it does: the run that has both has the new one too. Ports of one node exclude each other.
 */
function tableOf(places: readonly Happening[]): (a: number, b: number) => boolean {
  const width = Math.ceil(places.length / 32);
  const rows = new Uint32Array(places.length * width);
  const set = (row: number, bit: number): void => {
    const word = row * width + (bit >>> 5);
    rows[word] = (rows[word] ?? 0) | (1 << (bit & 31));
  };
  const has = (row: number, bit: number): boolean =>
    (((rows[row * width + (bit >>> 5)] ?? 0) >>> (bit & 31)) & 1) === 1;
  for (const [at, { after, group }] of places.entries()) {
    for (const before of after) {
      for (let word = 0; word < width; word++) {
        rows[at * width + word] = (rows[at * width + word] ?? 0) | (rows[before * width + word] ?? 0);
      }
    }
    for (let other = at - 1; group !== null && places[other]?.group === group; other--) {
      const word = at * width + (other >>> 5);
      rows[word] = (rows[word] ?? 0) & ~(1 << (other & 31));
    }
    set(at, at);
    for (let other = 0; other < at; other++) if (has(at, other)) set(other, at);
  }
  return has;
}

/** Goes back from whichever of the two comes later until both are at one node. */
function traceBack(flow: Flow, may: Together['may'], a: string, b: string): string[] {
  const ways: { at: Place; way: string[] }[] = [a, b].map((node) => ({ at: { node, port: null }, way: [node] }));
  const [one, other] = ways;
  while (one && other && one.at.node !== other.at.node) {
    if (!flow.spend(4)) return [b];
    const [later, earlier] = flow.place(one.at.node) > flow.place(other.at.node) ? [one, other] : [other, one];
    const { node } = later.at;
    const edge = flow.incoming.get(node)?.find((incoming) => may(sourceOf(incoming), earlier.at));
    const map = flow.nodes.get(node)?.parent;
    if (!edge && map === undefined) break;
    later.at = edge ? sourceOf(edge) : { node: map ?? '', port: null };
    later.way.push(...(edge ? [edge.id] : []), later.at.node);
  }
  return ways.flatMap(({ way }) => way.reverse());
}

function sourceOf({ from, port }: IndexedEdge): Place {
  return { node: from, port };
}

function nameOf(flow: Flow, { node, port }: Place): string {
  return port !== null && flow.choices.get(node) ? `${node}.${port}` : node;
}
