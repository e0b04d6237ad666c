import { expect, test } from 'vitest';
import { draft } from '#components/canvas/testing/editor-of.ts';
import { lastRunOf } from '#components/canvas/testing/last-run-of.ts';
import { updateNode } from '#core/graph/edit.ts';
import type { Need } from '#core/graph/only.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { initialGiven, readGiven } from './given-values.ts';

const needs: Need[] = [
  { nodeId: 'write', what: 'output', ports: ['out'] },
  { nodeId: 'gate', what: 'output', ports: ['approved', 'rejected'] },
];

test('a field begins with the pin, else with what came out last, else with the shape of the type', async () => {
  const { known } = lastRunOf({ write: { text: 'Hello' } }).getState();
  const ran = await initialGiven(draft, nodeDefinitions, needs, known);
  expect(ran).toMatchObject({ write: { text: '{\n  "text": "Hello"\n}', port: 'out', from: 'run' } });
  expect(ran).toMatchObject({ gate: { port: 'approved', from: 'sample' } });
  expect(JSON.parse(ran.gate?.text ?? '')).toMatchObject({ decision: 'approved', by: [], comment: '', values: {} });
  const pinned = updateNode(draft, 'gate', { pinned: { output: { decision: 'rejected' }, port: 'rejected' } });
  expect(await initialGiven(pinned, nodeDefinitions, needs, known)).toMatchObject({
    gate: { port: 'rejected', from: 'pin' },
  });
});

test('what came out at a port that does not lead to the node is not offered for it', async () => {
  const decided = { gate: { output: { value: 'late' }, port: 'expired' } };
  const { known } = lastRunOf({}, decided).getState();
  expect(await initialGiven(draft, nodeDefinitions, needs, known)).toMatchObject({ gate: { from: 'sample' } });
});

test('texts become values, and one that is no JSON is named', () => {
  const of = (text: string) => readGiven({ write: { text, port: 'out', from: 'run' } });
  expect(of('{"text": 1}')).toEqual({ ok: true, given: { write: { output: { text: 1 }, port: 'out' } } });
  expect(of('{"text": ')).toMatchObject({ ok: false, errors: { write: expect.stringContaining('ends too early') } });
  expect(of(JSON.stringify('x'.repeat(300_000)))).toMatchObject({
    ok: false,
    errors: { write: expect.stringContaining('256 KB') },
  });
});
