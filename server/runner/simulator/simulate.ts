import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { RunEvent } from '#core/run/events.ts';
import { type RunGraph, compileGraph, nodeOf } from '#core/run/graph.ts';
import { drive } from '#core/run/testing/drive.ts';
import { randomDocument } from '#core/run/testing/random-graph.ts';
import { randomBehaviour, randomOrder } from '#core/run/testing/random-run.ts';
import { testRegistry } from '#core/run/testing/registry.ts';
import { effectName } from './answers.ts';
import { soundBehaviour, withLaunchedInputs } from './behaviour.ts';
import { Conductor, RUN_ID, type Simulation, type World } from './conductor.ts';
import { type Difference, type Expectation, differences } from './expectation.ts';
import { MemoryDatabase } from './memory-database.ts';
import type { FencedWrite } from './memory-store.ts';
import { overtakingDecisions } from './overtaking.ts';
import { refusals, withRefusals } from './refusals.ts';
import { viewOf } from './run-view.ts';
import { seededRandom } from './seeded-random.ts';

export interface SimulationProblem extends Difference {
  seed: number;
  /** Where the process died, counted in boundaries of the run without deaths; null for deaths at random. */
  boundary: number | null;
  document: WorkflowDocument;
}

/** What was played, in numbers that can be added up. */
export interface SimulationCounts {
  /** Runs that were played, the one without deaths included. */
  runs: number;
  /** Boundaries of writes at which a process died. */
  boundaries: number;
  deaths: number;
  /** Writes of a process that others had taken for dead, each tried on the run as its successor had it. */
  zombieWrites: number;
  /** Executions that began again because their process had died. */
  reruns: number;
  /** How often the database did not take a unit, and all that was ahead of it was given up. */
  fallbacks: number;
  /** How often a decision came when its gate had been withdrawn in memory. */
  overtaken: number;
  effects: number;
}

export const NO_COUNTS: Readonly<SimulationCounts> = {
  runs: 0,
  boundaries: 0,
  deaths: 0,
  zombieWrites: 0,
  reruns: 0,
  fallbacks: 0,
  overtaken: 0,
  effects: 0,
};

export function addCounts(total: SimulationCounts, more: SimulationCounts): void {
  for (const count of Object.keys(NO_COUNTS) as (keyof SimulationCounts)[]) total[count] += more[count];
}

export interface SimulationResult extends SimulationCounts {
  problems: SimulationProblem[];
}

/** The world at a boundary, and what the process that died there was about to write. */
interface Crash {
  boundary: number;
  world: World;
  pending: FencedWrite | null;
}

/**
 * Plays the random workflow of a seed: without deaths, then once for every boundary of a write with a death there, then
 * once with deaths at random, several of them. Each must end as the plain fold does, with the same effects, though the
 * database answers late, cannot hold some outputs, and is told of decisions whose gates are about to be withdrawn.
 */
export async function simulate(seed: number): Promise<SimulationResult> {
  const document = randomDocument(seed);
  const { simulation, expectation, created } = prepare(document, seed);
  const result: SimulationResult = { ...NO_COUNTS, effects: expectation.effects.size, problems: [] };
  const play = async (boundary: number | null, conductor: Conductor, world: World): Promise<void> => {
    const found = await playAndCompare(conductor, world, expectation);
    result.runs += 1;
    result.deaths += conductor.deaths;
    result.fallbacks += conductor.fallbacks;
    result.overtaken += conductor.overtaken;
    result.reruns += world.database.run(RUN_ID).events.filter(isRerun).length;
    for (const difference of found) result.problems.push({ ...difference, seed, boundary, document });
  };
  const crashes: Crash[] = [];
  const whole = newWorld(created);
  await play(null, new Conductor({ ...simulation, fault: recordCrashes(whole, crashes) }, whole), whole);
  for (const { boundary, world, pending } of crashes) {
    const conductor = new Conductor({ ...simulation, random: seededRandom(seed + boundary), fault: noFault }, world);
    const refused = pending === null || (await isRefused(pending, conductor, world));
    if (!refused)
      result.problems.push({ kind: 'zombie', what: 'a write after the takeover', seed, boundary, document });
    if (pending !== null) result.zombieWrites += 1;
    await play(boundary, conductor, world);
    result.boundaries += 1;
    result.deaths += 1;
  }
  const shaken = newWorld(created);
  await play(null, new Conductor({ ...simulation, fault: randomFaults(seed) }, shaken), shaken);
  return result;
}

function prepare(
  document: WorkflowDocument,
  seed: number,
): { simulation: Simulation; expectation: Expectation; created: RunEvent } {
  const graph = withEffects(compileGraph(document, testRegistry), seed);
  const behave = soundBehaviour(graph, randomBehaviour(graph, seed));
  const refuses = refusals(graph, seed);
  const script = { graph, behave: withLaunchedInputs(graph, withRefusals(graph, behave, refuses)), maxSteps: 20_000 };
  const reference = drive({ ...script, choose: randomOrder(seed) });
  const [created] = reference.events;
  if (!created) throw new Error('A run begins with an event');
  const executed = reference.order.filter((completion) => completion.of === 'executor');
  return {
    created,
    simulation: {
      graph,
      behave,
      refuses,
      order: reference.order,
      overtaking: overtakingDecisions(script, reference.order, refuses),
      promptness: [0.5, 0.15, 0.03][Math.floor(seed / 3) % 3] ?? 0.5,
      random: seededRandom(seed),
      fault: noFault,
    },
    expectation: {
      graph,
      view: JSON.stringify(viewOf(graph, reference.state, reference.events)),
      effects: new Map(
        executed
          .filter(({ nodeId }) => nodeOf(graph, nodeId).onCrash !== 'rerun')
          .map(({ key, nodeId }) => [effectName(key), nodeOf(graph, nodeId).onCrash]),
      ),
    },
  };
}

function newWorld(created: RunEvent): World {
  const database = new MemoryDatabase(false);
  database.addRun(RUN_ID, created);
  return { database, effects: new Map() };
}

async function playAndCompare(conductor: Conductor, world: World, expectation: Expectation): Promise<Difference[]> {
  try {
    await conductor.play();
  } catch (cause) {
    return [{ kind: 'stuck', what: messageOf(cause) }];
  }
  try {
    return differences(expectation, world);
  } catch (cause) {
    return [{ kind: 'different', what: `the journal cannot be folded: ${messageOf(cause)}` }];
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

const noFault = (): 'none' => 'none';

/** Keeps the world of every boundary that is not the same as the one before it. */
function recordCrashes(world: World, crashes: Crash[]): Simulation['fault'] {
  let boundary = -1;
  let version = -1;
  return (pending) => {
    boundary += 1;
    const last = crashes.at(-1);
    const { database, effects } = world;
    if (database.run(RUN_ID).phase === 'final') return 'none';
    if (database.version === version && last && effects.size === last.world.effects.size) {
      last.pending ??= pending;
      return 'none';
    }
    version = database.version;
    crashes.push({ boundary, world: { database: database.copy(), effects: new Map(effects) }, pending });
    return 'none';
  };
}

/** Whether the database refuses what a process was about to write when another one took the run over. */
async function isRefused(pending: FencedWrite, conductor: Conductor, { database }: World): Promise<boolean> {
  const { epoch } = database.run(RUN_ID);
  await conductor.takeOver();
  if (database.run(RUN_ID).epoch === epoch) throw new Error('Nobody took the run over');
  const { version } = database;
  pending(database);
  return database.version === version;
}

function randomFaults(seed: number): Simulation['fault'] {
  const next = seededRandom(~seed);
  const every = [3, 8, 30][seed % 3] ?? 8;
  return () => {
    if (next() * every >= 1) return 'none';
    return next() < 0.3 ? 'freeze' : 'die';
  };
}

function isRerun(event: RunEvent): boolean {
  return event.type === 'node.resumed' && event.reason === 'lost';
}

/** Half of the tasks have effects and begin only when their start is durable; a quarter must not happen twice. */
function withEffects(graph: RunGraph, seed: number): RunGraph {
  const nodes = [...graph.nodes.values()].map((node) => {
    const roll = (node.index + seed) % 4;
    if (node.kind !== 'task' || roll === 0) return [node.id, node] as const;
    return [node.id, { ...node, onCrash: roll === 1 ? ('ask' as const) : ('rerun-with-key' as const) }] as const;
  });
  return { ...graph, nodes: new Map(nodes) };
}
