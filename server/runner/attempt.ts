import type { Json, JsonObject } from '#core/json.ts';
import { isJsonObject } from '#core/json.ts';
import type { AgentStep, ExecutionContext, Outcome } from '#core/node/executor.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { RunError } from '#core/run/events.ts';
import type { Launch } from '#core/run/launch.ts';
import { limitModel } from './limited-model.ts';
import type { SegmentPorts } from './ports.ts';
import { readableError } from './readable-error.ts';
import type { Values } from './values.ts';

/** How an attempt ended. `aborted`: the segment gave it up, and its outcome no longer matters. */
export type AttemptEnd =
  | { kind: 'outcome'; outcome: Outcome }
  | { kind: 'failure'; failure: NodeFailure }
  | { kind: 'aborted' };

/** What an attempt needs to know of its run. */
export interface AttemptRun {
  id: string;
  workspaceId: string;
  startedAt: string;
  input: Json;
  simulated: boolean;
  workflow: string;
  /** Asked before each model call. */
  reachedLimit(): RunError | null;
}

export interface AttemptHooks {
  /** Journals a completed model call; resolves when it is durable, rejects when it never will be. */
  recordStep(step: AgentStep): Promise<void>;
  emitDelta(text: string): void;
}

export interface Attempt {
  key: string;
  attempt: number;
  /** Never rejects, and never waits for an executor that was aborted. */
  ended: Promise<AttemptEnd>;
  abort(): void;
}

type Ports = Pick<SegmentPorts, 'executors' | 'capabilities' | 'clock' | 'log'>;

/** Begins one attempt of a node. */
export function startAttempt(
  ports: Ports,
  launch: Launch,
  title: string,
  run: AttemptRun,
  values: Values,
  hooks: AttemptHooks,
): Attempt {
  const controller = new AbortController();
  const gaveUp = Promise.withResolvers<AttemptEnd>();
  const stopTimer =
    launch.timeoutMs === null
      ? () => undefined
      : ports.clock.at(ports.clock.now() + launch.timeoutMs, () => {
          gaveUp.resolve({ kind: 'failure', failure: timeoutFailure(title, launch.timeoutMs ?? 0) });
          controller.abort(new Error('The attempt took too long'));
        });
  const execute = async (): Promise<AttemptEnd> => {
    try {
      await loadValues(values, launch);
      // Given up meanwhile, be it in the same turn: an executor that begins now would hear of no abort.
      controller.signal.throwIfAborted();
      const context = contextOf(ports, launch, title, run, values, hooks, controller.signal);
      const executor = ports.executors[launch.type];
      if (!executor) throw new Error(`There is no executor for the node type "${launch.type}"`);
      return { kind: 'outcome', outcome: await executor.execute(configOf(values, launch), context) };
    } catch (cause) {
      if (NodeFailure.is(cause)) return { kind: 'failure', failure: cause };
      const err = readableError(cause);
      if (!controller.signal.aborted) ports.log.error({ err, run: run.id, node: launch.key }, 'A node broke.');
      return { kind: 'failure', failure: internalFailure(err) };
    }
  };
  const ended = Promise.race([gaveUp.promise, execute()]).finally(stopTimer);
  return {
    key: launch.key,
    attempt: launch.attempt,
    ended,
    abort: () => {
      gaveUp.resolve({ kind: 'aborted' });
      controller.abort(new Error('The run no longer needs this node'));
    },
  };
}

/** Only when something is missing: a node whose values are at hand starts and ends without giving up its turn. */
async function loadValues(values: Values, launch: Launch): Promise<void> {
  const stored = [
    launch.config,
    ...launch.inputs.flatMap((input) => (input.output ? [input.output] : [])),
    ...launch.steps.flatMap((step) => [step.request, step.response]),
  ];
  const missing = stored.flatMap((each) => ('ref' in each && !values.isLoaded(each) ? [each.ref] : []));
  if (missing.length > 0) await values.load(missing);
}

/** A rendered config is an object, as the node type's schema says. */
export function configOf(values: Values, { config }: Pick<Launch, 'config'>): JsonObject {
  const value = values.resolve(config);
  return isJsonObject(value) ? value : {};
}

function contextOf(
  ports: Ports,
  launch: Launch,
  title: string,
  run: AttemptRun,
  values: Values,
  hooks: AttemptHooks,
  signal: AbortSignal,
): ExecutionContext {
  const capabilities = ports.capabilities(run);
  return {
    key: launch.key,
    nodeId: launch.nodeId,
    title,
    attempt: launch.attempt,
    iteration: launch.iteration,
    idempotencyKey: launch.idempotencyKey,
    signal,
    simulated: run.simulated,
    run: { id: run.id, startedAt: run.startedAt, input: run.input },
    workflow: { name: run.workflow },
    inputs: launch.inputs.map(({ node, output }) => ({ node, output: output ? values.resolve(output) : null })),
    steps: launch.steps.map(({ phase, kind, model, request, response, usage, durationMs, finishReason }) => ({
      phase,
      kind,
      model,
      request: values.resolve(request),
      response: values.resolve(response),
      usage,
      durationMs,
      finishReason,
    })),
    recordStep: hooks.recordStep,
    emitDelta: hooks.emitDelta,
    capabilities: { ...capabilities, model: limitModel(capabilities.model, run.reachedLimit) },
  };
}

function timeoutFailure(title: string, timeoutMs: number): NodeFailure {
  const message = `"${title}" did not end within ${timeoutMs / 1_000} s.`;
  return new NodeFailure({ code: 'TIMEOUT', message, retryable: true }, { outcomeUnknown: true });
}

function internalFailure(cause: Error): NodeFailure {
  return new NodeFailure({ code: 'INTERNAL', message: `The node broke unexpectedly: ${cause.message}` }, { cause });
}
