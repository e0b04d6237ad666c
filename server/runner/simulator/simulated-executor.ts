import type { ControlKind } from '#core/node/define.ts';
import type { ExecutionContext, Executor, Outcome } from '#core/node/executor.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import type { Script } from '#core/run/testing/drive.ts';
import { withInputs } from './behaviour.ts';

const HOUR_MS = 3_600_000;

interface SimulatedNodes {
  graph: RunGraph;
  kind: ControlKind;
  behave: Script['behave'];
  /** What nodes did outside, by idempotency key, and how often. */
  effects: Map<string, number>;
  executing: Map<string, { attempt: number; end: () => void }>;
}

/**
 * An executor that ends when the conductor says so: it puts its end into `executing` under its key. Where the crash of
 * its process means more than running it again, its effect happens at its end and leaves a mark.
 */
export function simulatedExecutor({ graph, kind, behave, effects, executing }: SimulatedNodes): Executor {
  return {
    execute: (_config, context) =>
      new Promise((resolve, reject) => {
        const { key, attempt, idempotencyKey, signal } = context;
        const end = (): void => {
          executing.delete(key);
          if (nodeOf(graph, context.nodeId).onCrash !== 'rerun') {
            effects.set(idempotencyKey, (effects.get(idempotencyKey) ?? 0) + 1);
          }
          try {
            resolve(outcomeOf(graph, behave, context));
          } catch (cause) {
            reject(cause);
          }
        };
        const entry = { attempt, end };
        executing.set(key, entry);
        signal.addEventListener('abort', () => {
          if (executing.get(key) === entry) executing.delete(key);
        });
      }),
    resume: (_config, wake) => ({
      kind: 'succeeded',
      output: null,
      port: wake.kind === 'decision' ? wake.decision : kind === 'gate' ? 'expired' : 'out',
    }),
  };
}

function outcomeOf(graph: RunGraph, behave: Script['behave'], context: ExecutionContext): Outcome {
  const { key, nodeId, attempt, iteration, inputs } = context;
  const behaviour = withInputs(
    graph,
    nodeId,
    behave({ key, nodeId, attempt, iteration, of: 'executor' }, null),
    inputs,
  );
  switch (behaviour.do) {
    case 'succeed':
      return { kind: 'succeeded', output: behaviour.output ?? null, port: behaviour.port ?? null };
    case 'expand':
      return { kind: 'expanded', items: behaviour.items };
    case 'fail':
      throw new NodeFailure({ code: 'FAILED', message: `${key} failed`, ...behaviour.error });
    case 'wait': {
      if (behaviour.reason === 'timer') return { kind: 'waiting', reason: 'timer', dueMs: HOUR_MS };
      const ended = behave({ key, nodeId, attempt, iteration, of: 'wait' }, null);
      const expires = ended.do === 'succeed' && ended.port === 'expired';
      return {
        kind: 'waiting',
        reason: 'approval',
        approval: { title: '', message: '', editable: {}, approvers: { roles: [], users: [], required: 1 } },
        ...(expires && { dueMs: HOUR_MS }),
      };
    }
  }
}
