import { expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { startDefinition } from './definition.ts';
import { startExecutor } from './executor.ts';

test('puts out the input of the run', async () => {
  const run = { id: 'r', startedAt: '2026-01-01T00:00:00.000Z', input: { topic: 'x' } };
  const outcome = await startExecutor.execute({}, executionContext({ run }).context);
  expect(outcome).toEqual({ kind: 'succeeded', output: { topic: 'x' }, port: 'out' });
});

test('its output has the schema of the input', () => {
  const input = { type: 'object', properties: { topic: { type: 'string' } } };
  expect(startDefinition.output({}, { input })).toBe(input);
});
