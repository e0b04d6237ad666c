import { expect, test } from 'vitest';
import { carryOver } from './redrive.ts';
import { buildGraph } from './testing/build.ts';
import { play, statuses } from './testing/play.ts';
import type { Play } from './testing/play.ts';
import type { RunGraph } from './graph.ts';

/** Plays a run, and one that goes on from it. */
function redrive(graph: RunGraph, first: Play, from: string | null, second: Play = {}) {
  const before = play(graph, first);
  const carried = carryOver(graph, before.events, from);
  const run = play(graph, { ...second, carried });
  const started = run.events.flatMap((event) => (event.type === 'node.started' ? [event.key] : []));
  return { before, carried, run, started };
}

const chain = buildGraph(
  ['start: start', 'draft: task', 'send: task', 'side: task', 'end: end'],
  ['start -> draft', 'draft -> send', 'draft -> side', 'send -> end'],
);

test('runs again only what failed and what follows, with the keys it had', () => {
  const { run, started, carried } = redrive(chain, { does: { send: 'fail' }, order: ['draft', 'side', 'send'] }, null);
  expect(started).toEqual(['send', 'end']);
  expect(carried.executions.map(({ key }) => key)).toEqual(['start', 'draft', 'side']);
  expect(statuses(run)).toEqual({ draft: 'succeeded', side: 'succeeded', send: 'succeeded', end: 'succeeded' });
  expect(run.state.executions['send']?.idempotencyKey).toBe('run:send');
  expect(run.state.executions['draft']?.carried).toBe(true);
  expect(run.state.status).toBe('succeeded');
});

test('what was cancelled with the run runs again too', () => {
  const { started } = redrive(chain, { does: { send: 'fail' }, order: ['draft', 'send'] }, null);
  expect(started).toEqual(['side', 'send', 'end'].sort((a) => (a === 'send' ? -1 : 0)));
});

test('an earlier node can be named, and takes all that follows from it along', () => {
  const { started, run } = redrive(chain, {}, 'draft');
  expect(started.toSorted()).toEqual(['draft', 'end', 'send', 'side']);
  expect(run.state.status).toBe('succeeded');
});

test('a run in which everything ended well needs a node to be named', () => {
  const done = play(chain);
  expect(() => carryOver(chain, done.events, null)).toThrow('Say from which one');
  expect(() => carryOver(chain, done.events, 'nobody')).toThrow('no node "nobody"');
});

test('a run that goes on is refused', () => {
  const open = play(chain, { hang: ['send'] });
  expect(() => carryOver(chain, open.events, null)).toThrow('has not ended');
});

const review = buildGraph(
  ['start: start', 'plan: task', 'draft: task', 'gate: gate', 'pay: task'],
  ['start -> plan', 'plan -> draft', 'draft -> gate', 'gate.approved -> pay', 'gate.rejected -> draft max 3'],
);

test('a loop keeps its rounds where nothing before it runs again', () => {
  const first = { does: { gate: 'rejected', 'gate#2': 'approved', pay: 'fail' } };
  const { started, run } = redrive(review, first, null);
  expect(started).toEqual(['pay']);
  expect(run.state.scopes['']?.loops).toEqual({ 'gate.rejected->draft': 1 });
  expect(redrive(review, first, 'draft#2').started).toEqual(['draft#2', 'gate#2', 'pay']);
  expect(() => redrive(review, first, 'draft')).toThrow('followed by "draft#2"');
});

test('a target that runs again takes the loop edge by which it had started', () => {
  const first = { does: { gate: 'rejected', 'draft#2': 'fail' } };
  const { run } = redrive(review, first, null);
  expect(run.state.executions['draft#2']?.took).toEqual(['gate.rejected->draft']);
});

test('a target that only its loop leads to runs again', () => {
  const entered = buildGraph(
    ['start: start', 'again: task', 'work: task', 'end: end'],
    ['start -> work', 'again -> work', 'work -> end', 'work -> again max 1'],
  );
  const { before, started, run } = redrive(entered, {}, 'again#2');
  expect(before.state.status).toBe('succeeded');
  expect(started).toEqual(['again#2', 'work#2', 'end']);
  expect(run.state.status).toBe('succeeded');
});

test('a loop counts anew where something before it runs again', () => {
  const first = { does: { gate: 'rejected' } };
  const { started, run } = redrive(review, first, 'plan', { does: { gate: 'rejected', 'gate#2': 'approved' } });
  expect(started).toEqual(['plan', 'draft', 'gate', 'draft#2', 'gate#2', 'pay']);
  expect(run.state.status).toBe('succeeded');
});

test('an exhausted loop is what failed: its source runs again', () => {
  const { started } = redrive(review, { does: { gate: 'rejected' } }, null);
  expect(started).toEqual(['gate#4', 'pay']);
});

test('a map runs again as a whole', () => {
  const graph = buildGraph(
    ['start: start', 'each: map', ['child: task', { parent: 'each' }], 'after: task'],
    ['start -> each', 'each -> after'],
  );
  const items: Play['does'] = { each: { do: 'expand', items: [1, 2] } };
  const { started, run } = redrive(graph, { does: { ...items, 'each[1].child': 'fail' } }, null, { does: items });
  expect(started).toEqual(['each', 'each[0].child', 'each[1].child', 'after']);
  expect(run.state.status).toBe('succeeded');
  expect(redrive(graph, { does: { ...items, after: 'fail' } }, null).started).toEqual(['after']);
  expect(() => redrive(graph, { does: items }, 'each[0].child')).toThrow('name the map');
});

test('what a join had cancelled is undone with it', () => {
  const graph = buildGraph(
    ['start: start', 'a: task', 'b: task', ['first: join', { config: { mode: 'any', cancelOthers: true } }]],
    ['start -> a', 'start -> b', 'a -> first', 'b -> first'],
  );
  const { started, run } = redrive(graph, { order: ['a'] }, 'a', { order: ['b'] });
  expect(started).toEqual(['a', 'b', 'first']);
  expect(statuses(run)).toMatchObject({ a: 'cancelled', b: 'succeeded', first: 'succeeded' });
});
