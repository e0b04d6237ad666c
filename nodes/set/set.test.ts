import { expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { setDefinition } from './definition.ts';
import { setExecutor } from './executor.ts';

test('puts out its values as they were rendered', async () => {
  const values = { total: 3, names: ['a', 'b'], nested: { ok: true } };
  const outcome = await setExecutor.execute({ values }, executionContext().context);
  expect(outcome).toEqual({ kind: 'succeeded', output: values, port: 'out' });
});

test('the picker knows the names, and the types where no expression decides', () => {
  const config = setDefinition.config.parse({ values: { a: '{{ input.a }}', b: 'text', c: { d: 1 } } });
  expect(setDefinition.output(config, { input: null })).toMatchObject({
    required: ['a', 'b', 'c'],
    properties: { a: {}, b: { type: 'string' }, c: { type: 'object', properties: { d: { type: 'number' } } } },
  });
});
