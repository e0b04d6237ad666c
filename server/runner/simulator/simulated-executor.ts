import type { ControlKind } from '#core/node/define.ts';
import type { ExecutionContext, Executor, Outcome } from '#core/node/executor.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { Script } from '#core/run/testing/drive.ts';

const HOUR_MS = 3_600_000;

/** An executor that ends when the conductor says so: it puts its end into `executing` under `key:attempt`. */
export function simulatedExecutor(
  kind: ControlKind,
  behave: Script['behave'],
  executing: Map<string, () => void>,
): Executor {
  return {
    execute: (_config, context) =>
      new Promise((resolve, reject) => {
        const name = `${context.key}:${context.attempt}`;
        executing.set(name, () => {
          executing.delete(name);
          try {
            resolve(outcomeOf(behave, context));
          } catch (cause) {
            reject(cause);
          }
        });
      }),
    resume: (_config, wake) => ({
      kind: 'succeeded',
      output: null,
      port: wake.kind === 'decision' ? wake.decision : kind === 'gate' ? 'expired' : 'out',
    }),
  };
}

function outcomeOf(behave: Script['behave'], { key, nodeId, attempt, iteration }: ExecutionContext): Outcome {
  const behaviour = behave({ key, nodeId, attempt, iteration, of: 'executor' }, null);
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
