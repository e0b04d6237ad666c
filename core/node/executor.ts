import type { Json, JsonObject } from '../json.ts';
import type { EventOf, RunError, Usage } from '../run/events.ts';
import type { Capabilities } from './capabilities.ts';

/** Fails the attempt with a stable code. Anything else that an executor throws becomes `INTERNAL`, not retryable. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
  readonly error: RunError;
  /** What the failed attempt used all the same, so that cost is never lost. */
  readonly usage: Usage | undefined;
  /** True when nobody can say whether the effect happened (connection lost after sending): see `onCrash: ask`. */
  readonly outcomeUnknown: boolean;

  constructor(
    error: Omit<RunError, 'retryable'> & { retryable?: boolean },
    options: { usage?: Usage; outcomeUnknown?: boolean; cause?: unknown } = {},
  ) {
    super(error.message, { cause: options.cause });
    this.error = { ...error, retryable: error.retryable ?? false };
    this.usage = options.usage;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
  }

  static is(value: unknown): value is NodeFailure {
    return value instanceof Error && value.name === 'NodeFailure';
  }
}

/** What an approver is shown and may edit; the hash of it binds the decision. */
export interface ApprovalRequest {
  title: string;
  message: string;
  /** Field name -> proposed value. */
  editable: JsonObject;
  approvers: { roles: string[]; users: string[]; required: number };
}

export type Outcome =
  | { kind: 'succeeded'; output: Json; port: string | null; usage?: Usage }
  /** Parks the node. `dueMs` counts from the moment it waits, `dueAt` is absolute (ISO); at most one of them. */
  | { kind: 'waiting'; reason: 'approval'; approval: ApprovalRequest; dueMs?: number }
  | { kind: 'waiting'; reason: 'timer'; dueMs: number }
  | { kind: 'waiting'; reason: 'timer'; dueAt: string }
  /** A map's items: the scheduler takes over. */
  | { kind: 'expanded'; items: Json[] };

/** What wakes a waiting node. The payload comes from Fermata itself, never straight from a client. */
export type Wake =
  | { kind: 'timer'; at: string }
  | {
      kind: 'decision';
      decision: 'approved' | 'rejected';
      by: { id: string; name: string; email: string; at: string }[];
      comment: string;
      values: JsonObject;
      decidedAt: string;
    };

export type AgentStep = Omit<EventOf<'agent.step'>, 'type' | 'key' | 'attempt' | 'n' | 'request' | 'response'> & {
  request: Json;
  response: Json;
};

export interface ExecutionContext {
  key: string;
  nodeId: string;
  /** The node's title, or its id. */
  title: string;
  attempt: number;
  iteration: number;
  /** `firstRunId:key`: the same for every attempt, so the other side can recognise a repetition. */
  idempotencyKey: string;
  /** Aborted on timeout, cancel, loop reset, lost lease. An executor stops soon and never swallows it. */
  signal: AbortSignal;
  /** Nothing may leave the machine. */
  simulated: boolean;
  /** `input` is the run's input with its defaults: what a start node puts out. */
  run: { id: string; startedAt: string; input: Json };
  workflow: { name: string };
  /** The taken edges in document order with what their sources put out. */
  inputs: { node: string; output: Json }[];
  /** Steps of this key that an earlier process completed, in order. */
  steps: readonly AgentStep[];
  /** Journals a completed call; resolves when it is durable. */
  recordStep(step: AgentStep): Promise<void>;
  /** Streaming text, sent live and not journaled. */
  emitDelta(text: string): void;
  capabilities: Capabilities;
}

/**
 * Runs one attempt. `config` is the rendered config of `node.started`: templates are values by now, so an executor
 * parses what it needs from it. Throw {@link NodeFailure} to fail.
 */
export interface Executor {
  execute(config: JsonObject, context: ExecutionContext): Promise<Outcome>;
  /** Gates and timers: from what woke it to the outcome. Pure. */
  resume?(config: JsonObject, wake: Wake): Extract<Outcome, { kind: 'succeeded' }>;
}

/** Identity with a type: keeps executors uniform and greppable. */
export function defineExecutor(executor: Executor): Executor {
  return executor;
}
