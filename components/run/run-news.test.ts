import { expect, test } from 'vitest';
import type { NodeRun } from '#components/canvas/run-source.ts';
import { runNews } from './run-news.ts';

const node = (title: string, run: NodeRun | null) => ({ id: title.toLowerCase(), title, run });
const done: NodeRun = { status: 'succeeded' };
const running: NodeRun = { status: 'running' };

test('each change is told once, in the words of the badge', () => {
  const first = runNews(new Map(), [node('Start', done), node('Write', running), node('Gate', null)]);
  expect(first.sentence).toBe('Start: Done. Write: Running');
  const same = runNews(first.told, [
    node('Start', done),
    node('Write', { ...running, line: 'Dear' }),
    node('Gate', null),
  ]);
  expect(same.sentence).toBe('');
  const waiting: NodeRun = { status: 'waiting', text: 'Waiting for Ana', person: true };
  expect(runNews(same.told, [node('Start', done), node('Write', done), node('Gate', waiting)]).sentence).toBe(
    'Gate: Waiting for Ana. Write: Done',
  );
});

test('what is queued or skipped is not told', () => {
  expect(runNews(new Map(), [node('A', { status: 'queued' }), node('B', { status: 'skipped' })]).sentence).toBe('');
});

test('many at once are counted, except what failed or waits', () => {
  const many = Array.from({ length: 40 }, (_, index) => node(`N${index}`, done));
  expect(runNews(new Map(), [...many, node('Pay', { status: 'failed' })]).sentence).toBe(
    'Pay: Failed. 40 nodes went on',
  );
});

test('a node that begins again in a loop is told again', () => {
  const first = runNews(new Map(), [node('Write', done)]);
  const again = runNews(first.told, [node('Write', running)]);
  expect(again.sentence).toBe('Write: Running');
  expect(runNews(again.told, [node('Write', done)]).sentence).toBe('Write: Done');
});
