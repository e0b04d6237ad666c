import { expect, test } from 'vitest';
import { previewDecision } from './preview.ts';
import { buildGraph } from './testing/build.ts';
import { inPlace } from './testing/drive.ts';
import { play } from './testing/play.ts';

const graph = buildGraph(
  [
    'start: start',
    ['draft: task', { title: 'Draft' }],
    'gate: gate',
    ['pay: task', { title: 'Pay', config: { value: 'pay {{ nodes.gate.output.values.amount }}' } }],
    ['broken: task', { config: { value: '{{ nodes.pay.output.id }}' } }],
    'done: end',
  ],
  [
    'start -> draft',
    'draft -> gate',
    'gate.approved -> pay',
    'gate.approved -> broken',
    'gate.rejected -> draft max 3',
    'gate.expired -> done',
  ],
);
const { state } = play(graph, { hang: ['gate'] });
const preview = (decision: string) =>
  previewDecision(graph, state, 'gate', decision, { amount: 5 }, { runId: 'r', resolve: inPlace });

test('shows what would start, with the config it would start with', () => {
  expect(preview('approved')).toEqual({
    port: 'approved',
    next: [
      { nodeId: 'pay', title: 'Pay', type: 'task', config: { value: 'pay 5' } },
      { nodeId: 'broken', title: 'task', type: 'task', config: null },
    ],
    endsRun: false,
  });
});

test('says that a loop goes round again', () => {
  expect(preview('rejected')).toMatchObject({ loop: { round: 2, of: 4 }, next: [{ nodeId: 'draft' }], endsRun: false });
});

test('says that the run would be over', () => {
  expect(preview('expired')).toMatchObject({ next: [{ nodeId: 'done', type: 'end' }], endsRun: true });
  const unwired = buildGraph(['start: start', 'gate: gate'], ['start -> gate']);
  const waiting = play(unwired, { hang: ['gate'] }).state;
  const io = { runId: 'r', resolve: inPlace };
  expect(previewDecision(unwired, waiting, 'gate', 'rejected', {}, io)).toMatchObject({ next: [], endsRun: true });
});

test('leaves the run as it is', () => {
  const before = JSON.stringify(state);
  preview('rejected');
  expect(JSON.stringify(state)).toBe(before);
});
