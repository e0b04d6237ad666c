import type { Json, Stored } from '../../json.ts';
import { advance } from '../advance.ts';
import type { Advance } from '../advance.ts';
import type { Carried, RunError, RunEvent, RunEventBody } from '../events.ts';
import { failureEvent } from '../failure.ts';
import type { RunGraph } from '../graph.ts';
import { parseKey } from '../keys.ts';
import type { Launch } from '../launch.ts';
import { initialState } from '../reduce.ts';
import type { RunState } from '../state.ts';

/** A run in memory: no clock, no storage, one completion after the other, in an order that the caller chooses. */

/** What an attempt does when it completes. */
export type Behaviour =
  | { do: 'succeed'; port?: string | null; output?: Json }
  | { do: 'fail'; error?: Partial<RunError> }
  | { do: 'expand'; items: Json[] }
  | { do: 'wait'; reason: 'approval' | 'timer' };

/** Something that will complete: an executor, or what a waiting node waits for. */
export interface Completion {
  key: string;
  nodeId: string;
  attempt: number;
  iteration: number;
  of: 'executor' | 'wait' | 'retry';
}

export interface Script {
  graph: RunGraph;
  /** What a completion of an executor or a wait turns out to be. A function of its argument alone keeps runs equal. */
  behave(completion: Completion, launch: Launch | null): Behaviour;
  /** Index of the completion that happens next; they are listed in the order in which they began. */
  choose(pending: readonly Completion[], step: number): number;
  /** Events to fold instead of a completion at this step, a cancel for instance. */
  interrupt?(state: RunState, step: number): RunEventBody[] | null;
  /** The state to go on with before this step, one read back from a snapshot for instance. */
  restore?(state: RunState, step: number): RunState;
  /** Told after each unit, with the completion and what it was; null for the start and for interruptions. */
  observe?(state: RunState, unit: Advance, completion: Completion | null, behaviour: Behaviour | null): void;
  input?: Json;
  /** What the run takes over from one before it. */
  carried?: Carried;
  maxNodeRuns?: number;
  /** How many executors may run at once. */
  capacity?: number;
  maxSteps?: number;
}

/** What a unit was made of: with it, the same state gives the same unit again. */
interface Given {
  bodies: RunEventBody[];
  /** How many executors more it was allowed to start. */
  room: number;
}

export interface Drive {
  state: RunState;
  events: RunEvent[];
  /** The atomic units, in order. */
  units: Advance[];
  given: Given[];
  /** The completions in the order in which they happened. */
  order: Completion[];
  /** What was still pending at the end; empty unless the run ended early. */
  pending: Completion[];
}

const START = Date.parse('2026-01-01T00:00:00.000Z');

export function drive(script: Script): Drive {
  const { graph } = script;
  const result: Drive = { state: initialState(), events: [], units: [], given: [], order: [], pending: [] };
  const pending = new Map<string, { completion: Completion; launch: Launch | null }>();
  let clock = START;
  const step = (bodies: RunEventBody[], completion: Completion | null = null, did: Behaviour | null = null): void => {
    const held = [...pending.values()].filter(({ completion }) => completion.of === 'executor').length;
    const room = (script.capacity ?? Number.POSITIVE_INFINITY) - held;
    result.given.push({ bodies, room });
    const unit = advance(graph, result.state, bodies, {
      runId: 'run',
      firstRunId: 'run',
      at: () => new Date(clock++).toISOString(),
      resolve: inPlace,
      store: (value) => ({ value }),
      capacity: room,
    });
    result.units.push(unit);
    result.events.push(...unit.events);
    track(pending, unit);
    script.observe?.(result.state, unit, completion, did);
    // Cancelled executors gave their room back only after the unit was decided.
    if (unit.released.length > 0 && result.state.agenda.queued.length > 0) step([]);
  };
  step([createdEvent(script)]);
  step([{ type: 'run.started' }]);
  for (let n = 0; pending.size > 0; n++) {
    if (n > (script.maxSteps ?? 100_000)) throw new Error('The run does not end');
    result.state = script.restore?.(result.state, n) ?? result.state;
    const interruption = script.interrupt?.(result.state, n);
    if (interruption) {
      step(interruption);
      continue;
    }
    const open = [...pending.values()];
    const next =
      open[
        script.choose(
          open.map(({ completion }) => completion),
          n,
        )
      ];
    if (!next) break;
    result.order.push(next.completion);
    pending.delete(next.completion.key);
    const behaviour = next.completion.of === 'retry' ? null : script.behave(next.completion, next.launch);
    step(bodiesOf(graph, result.state, next.completion, behaviour), next.completion, behaviour);
  }
  result.pending = [...pending.values()].map(({ completion }) => completion);
  return result;
}

/** The value of a {@link Stored} that is held in place. */
export function inPlace(stored: Stored): Json {
  if ('ref' in stored) throw new Error('Nothing is stored by reference here');
  return stored.value;
}

function createdEvent(script: Script): RunEventBody {
  return {
    type: 'run.created',
    input: { value: script.input ?? null },
    workflow: 'test',
    version: 1,
    graphHash: '',
    trigger: { kind: 'manual', by: null },
    simulated: true,
    limits: { maxNodeRuns: script.maxNodeRuns ?? 10_000, timeoutMs: null, tokens: null, costUsd: null },
    ...(script.carried && { redriveOf: 'before', carried: script.carried }),
  };
}

type Pending = Map<string, { completion: Completion; launch: Launch | null }>;

function track(pending: Pending, unit: Advance): void {
  const ended = new Set(['node.cancelled', 'node.succeeded', 'node.failed', 'map.expanded']);
  for (const event of unit.events) {
    if (event.type === 'node.waiting') expectWake(pending, event.key, event.attempt, 'wait');
    if (event.type === 'node.retrying') expectWake(pending, event.key, event.attempt, 'retry');
    if (ended.has(event.type) && 'key' in event && event.key !== undefined) pending.delete(event.key);
  }
  for (const launch of unit.launches) {
    const { key, nodeId, attempt, iteration } = launch;
    pending.set(key, { completion: { key, nodeId, attempt, iteration, of: 'executor' }, launch });
  }
}

function expectWake(pending: Pending, key: string, attempt: number, of: 'wait' | 'retry'): void {
  const { nodeId, iteration } = parseKey(key);
  pending.set(key, { completion: { key, nodeId, attempt, iteration, of }, launch: null });
}

function bodiesOf(
  graph: RunGraph,
  state: RunState,
  { key, attempt }: Completion,
  behaviour: Behaviour | null,
): RunEventBody[] {
  if (behaviour === null) {
    return [
      { type: 'timer.fired', key, attempt },
      { type: 'node.resumed', key, attempt, reason: 'retry' },
    ];
  }
  switch (behaviour.do) {
    case 'succeed': {
      const { port = 'out', output = null } = behaviour;
      return [{ type: 'node.succeeded', key, attempt, output: { value: output }, port }];
    }
    case 'fail': {
      const error = { code: 'FAILED', message: `${key} failed`, retryable: false, ...behaviour.error };
      return [failureEvent(graph, state, key, error, { at: new Date(START).toISOString(), random: 0.5 })];
    }
    case 'expand': {
      const { items } = behaviour;
      return [{ type: 'map.expanded', key, items: { value: items }, count: items.length }];
    }
    case 'wait':
      return [{ type: 'node.waiting', key, attempt, reason: behaviour.reason }];
  }
}
