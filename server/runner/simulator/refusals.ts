import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import { parseKey } from '#core/run/keys.ts';
import type { Behaviour, Completion, Script } from '#core/run/testing/drive.ts';
import { hash } from '#core/run/testing/random-run.ts';
import type { Unit } from '../journal-store.ts';

/** As the segment puts what the store says. */
const REFUSED_MESSAGE = 'The database cannot keep what it put out: simulated';

/** Says of an execution whether what it puts out is more than the database can hold. */
export type Refuses = (key: string) => boolean;

/**
 * Outputs that the database cannot hold. Which ones follows from the seed and the key alone: it is the same whatever
 * dies, and a run without crashes knows it too. One seed in three has none.
 */
export function refusals(graph: RunGraph, seed: number): Refuses {
  if (seed % 3 === 0) return () => false;
  return (key) => {
    const node = nodeOf(graph, parseKey(key).nodeId);
    if (node.kind === 'start' || node.kind === 'join') return false;
    // A failure that nobody handles ends the run: rarely, or runs would not get far.
    const isHandled = node.wired.has('error') || node.onError === 'continue';
    return hash(`${seed}!${key}`) % (isHandled ? 6 : 40) === 0;
  };
}

/** Whether the unit carries one of them. */
export function isRefused(unit: Unit, refuses: Refuses): boolean {
  return unit.events.some(
    (event) => (event.type === 'node.succeeded' || event.type === 'map.expanded') && refuses(event.key),
  );
}

/** What a run without a database sees of them: the node fails. */
export function withRefusals(graph: RunGraph, behave: Script['behave'], refuses: Refuses): Script['behave'] {
  return (completion, launch) => {
    const behaviour = behave(completion, launch);
    if (!refuses(completion.key) || !isKept(graph, completion, behaviour)) return behaviour;
    return { do: 'fail', error: { code: 'OUTPUT_REFUSED', message: REFUSED_MESSAGE } };
  };
}

/** Whether the behaviour puts something out. A gate that ends as nobody expects fails before it does. */
function isKept(graph: RunGraph, { nodeId }: Completion, behaviour: Behaviour): boolean {
  if (behaviour.do === 'expand') return true;
  if (behaviour.do !== 'succeed') return false;
  const node = nodeOf(graph, nodeId);
  return node.kind !== 'gate' || behaviour.port === 'approved' || node.wired.has(behaviour.port ?? '');
}
