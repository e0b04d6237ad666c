import type { RunEvent } from '#core/run/events.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { type RunGraph, compileGraph } from '#core/run/graph.ts';
import { initialState, reduce } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import { type Drive, type Script, drive } from '#core/run/testing/drive.ts';
import { testRegistry } from '#core/run/testing/registry.ts';
import { randomBehaviour, randomOrder } from '#core/run/testing/random-run.ts';
import { Conductor } from './conductor.ts';

export interface SimulationSeeds {
  behaviour: number;
  order: number;
  faults: number;
  /** How many writes lie between two faults, on average; 0: none. */
  faultEvery: number;
}

/** What happened without crashes, by the plain fold, and with them, by the real segment loop. */
export interface SimulationResult {
  expected: RunView;
  actual: RunView;
  events: RunEvent[];
  deaths: number;
  /** The fold of the last snapshot and what follows it, and of everything. */
  fromSnapshot: RunState;
  fromStart: RunState;
}

/** What must be the same: how everything ended, and in which order. */
export interface RunView {
  status: string;
  output: unknown;
  error: string | null;
  executions: Record<string, unknown>;
  story: string[];
}

export async function simulate(document: WorkflowDocument, seeds: SimulationSeeds): Promise<SimulationResult> {
  const graph = withEffects(compileGraph(document, testRegistry), seeds.behaviour);
  const behave = withoutWaitOutputs(randomBehaviour(graph, seeds.behaviour));
  const reference = drive({ graph, behave, choose: randomOrder(seeds.order), maxSteps: 20_000 });
  const next = seededRandom(seeds.faults);
  const [created] = reference.events;
  if (!created) throw new Error('A run begins with an event');
  const conductor = new Conductor({
    graph,
    created,
    behave,
    order: reference.order,
    random: next,
    fault: () => {
      if (seeds.faultEvery === 0 || next() * seeds.faultEvery >= 1) return 'none';
      return next() < 0.3 ? 'freeze' : 'die';
    },
  });
  const events = await conductor.play();
  const fold = (state: RunState, from: readonly RunEvent[]): RunState =>
    from.reduce((folded, event) => reduce(graph, folded, event), state);
  const fromStart = fold(initialState(), events);
  const { snapshot } = conductor.database.run('run');
  return {
    expected: viewOf(reference.state, reference.events),
    actual: viewOf(fromStart, events),
    events,
    deaths: conductor.deaths,
    fromStart,
    fromSnapshot: snapshot ? fold(snapshot, events.slice(snapshot.seq)) : fromStart,
  };
}

/** About half of the tasks have effects: they begin only when their start is durable. */
function withEffects(graph: RunGraph, seed: number): RunGraph {
  const nodes = [...graph.nodes.values()].map((node) => {
    const keyed = node.kind === 'task' && (node.index + seed) % 2 === 0;
    return [node.id, keyed ? { ...node, onCrash: 'rerun-with-key' as const } : node] as const;
  });
  return { ...graph, nodes: new Map(nodes) };
}

/** A decision or a due time carries no value here. */
function withoutWaitOutputs(behave: Script['behave']): Script['behave'] {
  return (completion, launch) => {
    const behaviour = behave(completion, launch);
    return completion.of === 'wait' && behaviour.do === 'succeed' ? { ...behaviour, output: null } : behaviour;
  };
}

/** Events of processes, waits and gates, of which the plain fold knows nothing. */
const OF_PROCESSES = /^(run\.(waiting|resumed|recovered)|approval\.)/;

function viewOf(state: RunState, events: Drive['events']): RunView {
  const executions = Object.values(state.executions).map((execution) => {
    const { key, status, attempt, took } = execution;
    const ended =
      execution.status === 'succeeded'
        ? { output: execution.output, port: execution.port }
        : execution.status === 'failed'
          ? { error: execution.error.code, handled: execution.handled }
          : {};
    return [key, { status, attempt, took, ...ended }] as const;
  });
  return {
    status: state.status,
    output: state.output ?? null,
    error: state.error?.code ?? null,
    executions: Object.fromEntries(executions),
    story: events.flatMap((event) => {
      const lost = event.type === 'node.resumed' && event.reason === 'lost';
      const due = event.type === 'timer.fired';
      if (lost || due || OF_PROCESSES.test(event.type)) return [];
      return 'key' in event && event.key ? [`${event.type} ${event.key}`] : [event.type];
    }),
  };
}

/** mulberry32: the same numbers everywhere for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
