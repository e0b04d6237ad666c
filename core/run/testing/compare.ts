import fc from 'fast-check';
import { expect } from 'vitest';
import type { RunState } from '../state.ts';
import { drive } from './drive.ts';
import type { Drive, Script } from './drive.ts';
import type { NaiveModel } from './naive-model.ts';
import { randomGraph } from './random-graph.ts';
import { randomBehaviour, randomOrder } from './random-run.ts';

export const anyRun = fc.record({
  random: randomGraph(),
  behaviourSeed: fc.nat(),
  orderSeed: fc.nat(),
  capacity: fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY),
});
export type AnyRun = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

export function runOf({ random, behaviourSeed, orderSeed, capacity }: AnyRun, rest: Partial<Script> = {}): Drive {
  const { graph } = random;
  return drive({
    graph,
    behave: randomBehaviour(graph, behaviourSeed),
    choose: randomOrder(orderSeed),
    capacity,
    maxSteps: 20_000,
    ...rest,
  });
}

/**
 * What both implementations can say about a run. Items that failed or were cancelled count as over and are not looked
 * into: when two of them would fail in one moment, the rules do not say which comes first.
 */
interface View {
  run: string;
  error: string | null;
  firstEnd: string | null;
  executions: [key: string, status: string][];
  took: [key: string, edges: string[]][];
  scopes: [path: string, status: string][];
  loops: [scope: string, edge: string, count: number][];
}

function viewOf(state: RunState): View {
  const statusOf = (status: string): string =>
    status === 'running' || status === 'waiting' || status === 'queued' ? 'active' : status;
  const executions = Object.values(state.executions);
  const scopes = Object.values(state.scopes);
  return {
    run: statusOf(state.status) === 'active' ? 'running' : state.status,
    error: state.error?.code ?? null,
    firstEnd: state.firstEnd ?? null,
    executions: executions.map(({ key, status }) => [key, statusOf(status)]),
    took: executions.filter((one) => one.idempotencyKey).map(({ key, took }) => [key, took]),
    scopes: scopes.filter((scope) => scope.item).map(({ path, status }) => [path, status]),
    loops: scopes.flatMap(({ path, loops }) => Object.entries(loops).map(([e, n]): View['loops'][0] => [path, e, n])),
  };
}

function naiveView({ run, error, ends, executions, took, scopes }: NaiveModel): View {
  return {
    run,
    error,
    firstEnd: ends[0] ?? null,
    executions: [...executions],
    took: [...took],
    scopes: scopes.filter((scope) => scope.owner).map(({ path, ended }) => [path, ended ?? 'running']),
    loops: scopes.flatMap(({ path, loops }) => [...loops].map(([e, n]): View['loops'][0] => [path, e, n])),
  };
}

/** The deep comparison with its diff is slow, and needed only where the two differ. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}

function comparable(view: View): View {
  const over = view.scopes.filter(([, status]) => status === 'failed' || status === 'cancelled').map(([path]) => path);
  const isOver = (path: string): boolean => over.some((one) => path === one || path.startsWith(`${one}.`));
  const kept = <Entry extends [string, ...unknown[]]>(entries: Entry[]): Entry[] =>
    entries.filter(([path]) => !isOver(path)).sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1));
  return {
    ...view,
    executions: kept(view.executions),
    took: kept(view.took),
    scopes: kept(view.scopes),
    loops: kept(view.loops),
  };
}

/** Drives a naive model along with a run, and holds the two against each other after every step. */
export function followNaively(begin: () => NaiveModel): {
  observe: NonNullable<Script['observe']>;
  model(): NaiveModel;
} {
  let model: NaiveModel | null = null;
  return {
    observe(state, unit, completion, behaviour) {
      if (unit.events.some((event) => event.type === 'run.started')) model = begin();
      const first = unit.events[0];
      const ended = behaviour && first?.type !== 'node.retrying' && first?.type !== 'node.waiting';
      if (model && completion && ended) {
        if (behaviour.do === 'succeed') model.complete(completion.key, { port: behaviour.port ?? null });
        else if (behaviour.do === 'expand') model.complete(completion.key, { items: behaviour.items.length });
        else model.complete(completion.key, { error: 'FAILED' });
      }
      if (model) expectSame(comparable(viewOf(state)), comparable(naiveView(model)));
    },
    model() {
      if (!model) throw new Error('The run did not start');
      return model;
    },
  };
}
