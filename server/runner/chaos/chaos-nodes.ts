import { setTimeout as sleep } from 'node:timers/promises';
import { type ExecutionContext, type Executor, NodeFailure, type Outcome } from '#core/node/executor.ts';
import type { Behaviour } from '#core/run/testing/drive.ts';
import { type TestNodeType, testExecutors } from '../testing/test-nodes.ts';
import { chaosWorkflow } from './chaos-workflow.ts';

/** Makes the effect of an execution outside; resolves when the other side has answered. */
export type MakeEffect = (idempotencyKey: string) => Promise<void>;

const MAX_PAUSE_MS = 200;

/** The test nodes, doing what the run's seed says. Those with effects make them on the way, if they succeed. */
export function chaosExecutors(makeEffect: MakeEffect): Record<TestNodeType, Executor> {
  const nodes = testExecutors();
  const quick = { execute: async (_config: unknown, context: ExecutionContext) => outcomeOf(behaviourOf(context)) };
  const effect: Executor = {
    execute: async (_config, context) => {
      const behaviour = behaviourOf(context);
      await pause();
      if (behaviour.do === 'succeed') await makeEffect(context.idempotencyKey);
      await pause();
      return outcomeOf(behaviour);
    },
  };
  const task: Executor = {
    execute: async (_config, context) => {
      await pause();
      return outcomeOf(behaviourOf(context));
    },
  };
  return {
    ...nodes,
    start: quick,
    end: quick,
    branch: quick,
    join: quick,
    map: quick,
    task,
    keyed: effect,
    asking: effect,
  };
}

function behaviourOf({ key, nodeId, attempt, iteration, run }: ExecutionContext): Behaviour {
  return chaosWorkflow(Number(run.input)).behave({ key, nodeId, attempt, iteration, of: 'executor' }, null);
}

function outcomeOf(behaviour: Behaviour): Outcome {
  switch (behaviour.do) {
    case 'succeed':
      return {
        kind: 'succeeded',
        output: behaviour.output ?? null,
        port: behaviour.port === undefined ? 'out' : behaviour.port,
      };
    case 'expand':
      return { kind: 'expanded', items: behaviour.items };
    case 'fail':
      throw new NodeFailure({ code: 'FAILED', message: 'It was to fail', ...behaviour.error });
    case 'wait':
      throw new Error('Gates and timers wait by themselves');
  }
}

function pause(): Promise<void> {
  return sleep(Math.random() * MAX_PAUSE_MS);
}
