import { assertNever } from '#core/assert-never.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Json, Stored } from '#core/json.ts';
import type { Capabilities } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { ApprovalRequest, ExecutionContext, Outcome, Wake } from '#core/node/executor.ts';
import { advance } from '#core/run/advance.ts';
import type { RunEvent, RunEventBody } from '#core/run/events.ts';
import { failureEvent } from '#core/run/failure.ts';
import { compileGraph } from '#core/run/graph.ts';
import type { Launch } from '#core/run/launch.ts';
import { initialState } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { NodeType } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';

type Decision = Extract<Wake, { kind: 'decision' }>;

export interface InMemoryRun {
  document: WorkflowDocument;
  input: Json;
  simulated: boolean;
  capabilities: Capabilities;
  /** Decides a gate at once; null lets it expire. */
  decide(approval: ApprovalRequest, key: string): Pick<Decision, 'decision' | 'comment' | 'values'> | null;
  /** Told what each unit was made of. */
  observe?(bodies: RunEventBody[]): void;
}

const AT = '2026-01-01T00:00:00.000Z';

function inPlace(stored: Stored): Json {
  if ('ref' in stored) throw new Error('Nothing is stored by reference here');
  return stored.value;
}

/**
 * Runs a workflow to its end with the real executors and the real scheduler, but without a database: nothing survives
 * the process. For tests of what nodes and templates do together; the runner's own tests are about durability.
 */
export async function runInMemory(run: InMemoryRun): Promise<{ state: RunState; events: RunEvent[] }> {
  const graph = compileGraph(run.document, nodeDefinitions);
  const state = initialState();
  const events: RunEvent[] = [];
  const running = new Map<string, Promise<RunEventBody[]>>();

  const fold = (bodies: RunEventBody[]): void => {
    run.observe?.(bodies);
    const io = { runId: 'run', firstRunId: 'run', at: () => AT, resolve: inPlace, store, capacity: 100 };
    const unit = advance(graph, state, bodies, io);
    events.push(...unit.events);
    for (const key of unit.released) running.delete(key);
    for (const launch of unit.launches) running.set(launch.key, attempt(launch));
    for (const event of unit.events) {
      if (event.type !== 'node.retrying') continue;
      running.set(
        event.key,
        Promise.resolve([{ type: 'node.resumed', key: event.key, attempt: event.attempt, reason: 'retry' }]),
      );
    }
  };
  const attempt = async (launch: Launch): Promise<RunEventBody[]> => {
    try {
      return await outcomeEvents(run, launch, contextOf(run, launch, fold));
    } catch (error) {
      if (!NodeFailure.is(error)) throw error;
      return [failureEvent(graph, state, launch.key, error.error, { at: AT, random: 0.5 })];
    }
  };

  fold([createdEvent(run)]);
  fold([{ type: 'run.started' }]);
  while (running.size > 0) {
    const [key, bodies] = await Promise.race([...running].map(async ([key, done]) => [key, await done] as const));
    running.delete(key);
    fold(bodies);
  }
  return { state, events };
}

const store = (value: Json): Stored => ({ value });

function createdEvent(run: InMemoryRun): RunEventBody {
  return {
    type: 'run.created',
    input: { value: run.input },
    workflow: run.document.metadata.name,
    version: 1,
    graphHash: '',
    trigger: { kind: 'manual', by: null },
    simulated: run.simulated,
    limits: { maxNodeRuns: 1000, timeoutMs: null, tokens: null, costUsd: null },
  };
}

function contextOf(run: InMemoryRun, launch: Launch, fold: (bodies: RunEventBody[]) => void): ExecutionContext {
  const { key, nodeId, attempt, iteration, idempotencyKey } = launch;
  let n = launch.steps.length;
  return {
    key,
    nodeId,
    title: run.document.spec.nodes.find((node) => node.id === nodeId)?.title ?? nodeId,
    attempt,
    iteration,
    idempotencyKey,
    signal: new AbortController().signal,
    simulated: run.simulated,
    run: { id: 'run', startedAt: AT, input: run.input },
    workflow: { name: run.document.metadata.name },
    inputs: launch.inputs.map(({ node, output }) => ({ node, output: output ? inPlace(output) : null })),
    steps: launch.steps.map((step) => ({ ...step, request: inPlace(step.request), response: inPlace(step.response) })),
    recordStep: async (step) => {
      n += 1;
      const { request, response, ...rest } = step;
      fold([{ type: 'agent.step', key, attempt, n, ...rest, request: store(request), response: store(response) }]);
    },
    emitDelta: () => undefined,
    capabilities: run.capabilities,
  };
}

async function outcomeEvents(run: InMemoryRun, launch: Launch, context: ExecutionContext): Promise<RunEventBody[]> {
  const { key, attempt } = launch;
  const executor = nodeExecutors[launch.type as NodeType];
  const config = inPlace(launch.config) as Parameters<typeof executor.execute>[0];
  const outcome = await executor.execute(config, context);
  if (outcome.kind === 'waiting') {
    const wake = wakeFor(run, outcome, key);
    const woken = executor.resume?.(config, wake);
    if (!woken) throw new Error(`${launch.type} waits but cannot resume`);
    return [{ type: 'node.waiting', key, attempt, reason: outcome.reason }, ...eventsOf(launch, woken)];
  }
  return eventsOf(launch, outcome);
}

function wakeFor(run: InMemoryRun, outcome: Extract<Outcome, { kind: 'waiting' }>, key: string): Wake {
  const decision = outcome.reason === 'approval' ? run.decide(outcome.approval, key) : null;
  if (!decision) return { kind: 'timer', at: AT };
  const by = [{ id: 'u1', name: 'Ana', email: 'ana@example.com', at: AT }];
  return { kind: 'decision', by, decidedAt: AT, ...decision };
}

function eventsOf({ key, attempt }: Launch, outcome: Exclude<Outcome, { kind: 'waiting' }>): RunEventBody[] {
  switch (outcome.kind) {
    case 'succeeded':
      return [
        {
          type: 'node.succeeded',
          key,
          attempt,
          output: store(outcome.output),
          port: outcome.port,
          usage: outcome.usage,
        },
      ];
    case 'expanded':
      return [{ type: 'map.expanded', key, items: store(outcome.items), count: outcome.items.length }];
    default:
      return assertNever(outcome, 'outcome');
  }
}
