import type { GraphNode, WorkflowDocument } from '#core/graph/schema.ts';
import type { JsonObject } from '#core/json.ts';
import { type RunGraph, compileGraph } from '#core/run/graph.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import type { Script } from '#core/run/testing/drive.ts';
import { randomDocument } from '#core/run/testing/random-graph.ts';
import { randomBehaviour } from '#core/run/testing/random-run.ts';
import { type TestNodeType, testDefinitions } from '../testing/test-nodes.ts';

/** A workflow, and what its nodes do: all of it follows from the seed, which is the input of the run. */
export interface ChaosWorkflow {
  document: WorkflowDocument;
  graph: RunGraph;
  behave: Script['behave'];
}

/** The seed of the one workflow that is not random: {@link FAN_OUT} branches side by side, and a person after them. */
export const FAN_OUT_SEED = -1;
export const FAN_OUT = 50;

const known = new Map<number, ChaosWorkflow>();

/** The workflow of a seed: branches, joins, loops, maps, gates, waits, retries and error edges, for the test nodes. */
export function chaosWorkflow(seed: number): ChaosWorkflow {
  const found = known.get(seed);
  if (found) return found;
  const document = seed === FAN_OUT_SEED ? fanOut() : withRealTime(randomDocument(seed), seed);
  const graph = compileGraph(document, testDefinitions);
  const behave: Script['behave'] =
    seed === FAN_OUT_SEED
      ? ({ key }) => (key === 'gate' ? { do: 'wait', reason: 'approval' } : { do: 'succeed', output: key })
      : randomBehaviour(graph, seed);
  const workflow = { document, graph, behave };
  known.set(seed, workflow);
  return workflow;
}

function fanOut(): WorkflowDocument {
  const branches = Array.from({ length: FAN_OUT }, (_, index) => `branch${index}`);
  return buildDocument(
    ['start: start', ...branches.map((name) => `${name}: keyed`), 'all: join', 'gate: gate', 'done: end'],
    [
      ...branches.flatMap((name) => [`start -> ${name}`, `${name} -> all`]),
      'all -> gate',
      'gate.approved -> done',
      'gate.rejected -> done',
    ],
  );
}

/** Three of four tasks have effects, one of which must not be repeated; some waits are short, some are parked. */
function withRealTime(document: WorkflowDocument, seed: number): WorkflowDocument {
  const nodes = document.spec.nodes.map((node, index) => timed(node, index + seed));
  return { ...document, spec: { ...document.spec, nodes } };
}

const TASKS: readonly TestNodeType[] = ['task', 'keyed', 'asking', 'keyed'];
const BACKOFFS = ['100ms', '500ms', '4s'];
const TIMERS_MS = [50, 800, 3_500];
const GATES: readonly JsonObject[] = [{}, { dueMs: 2_000 }, {}];

/** What is different in a node of each kind. */
const IN_REAL_TIME: Readonly<Record<string, (turn: number, node: GraphNode) => Partial<GraphNode>>> = {
  task: (turn, { retry }) => ({
    type: TASKS[turn % TASKS.length] ?? 'task',
    ...(retry && { retry: { ...retry, backoff: BACKOFFS[turn % BACKOFFS.length] ?? '1s', maxBackoff: '4s' } }),
  }),
  timer: (turn) => ({ config: { dueMs: TIMERS_MS[turn % TIMERS_MS.length] ?? 0 } }),
  gate: (turn) => ({ config: GATES[turn % GATES.length] ?? {} }),
};

function timed(node: GraphNode, turn: number): GraphNode {
  return { ...node, ...IN_REAL_TIME[node.type]?.(turn, node) };
}
