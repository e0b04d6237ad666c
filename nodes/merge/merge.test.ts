import { expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { mergeDefinition } from './definition.ts';
import { mergeExecutor } from './executor.ts';

test('hands on what the taken edges brought, in their order', async () => {
  const inputs = [
    { node: 'b', output: { x: 1 } },
    { node: 'a', output: null },
  ];
  const outcome = await mergeExecutor.execute({ mode: 'all' }, executionContext({ inputs }).context);
  expect(outcome).toEqual({ kind: 'succeeded', output: { inputs }, port: 'out' });
});

test.each([
  ['all', ['out']],
  ['any', ['out']],
  ['quorum', ['out', 'unmet']],
])('%s has the ports %j', (mode, ports) => {
  expect(mergeDefinition.ports(mergeDefinition.config.parse({ mode })).map(({ id }) => id)).toEqual(ports);
});

test.each([
  [{ mode: 'quorum' }, 'error'],
  [{ mode: 'any', count: 2 }, 'warning'],
])('%j is a problem: %s', (config, severity) => {
  expect(mergeDefinition.check?.(mergeDefinition.config.parse(config))).toMatchObject([{ path: ['count'], severity }]);
});
