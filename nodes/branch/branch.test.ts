import { expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { branchDefinition } from './definition.ts';
import { branchExecutor } from './executor.ts';

test.each([
  [[true, true], 'a'],
  [[false, true], 'b'],
  [[false, false], 'else'],
])('with %j it goes on at %s', async ([a, b], port) => {
  const cases = [
    { port: 'a', when: a! },
    { port: 'b', when: b! },
  ];
  const outcome = await branchExecutor.execute({ cases }, executionContext().context);
  expect(outcome).toEqual({ kind: 'succeeded', output: { port }, port });
});

test('a condition that is not a boolean fails', async () => {
  const attempt = branchExecutor.execute({ cases: [{ port: 'a', when: 'true' }] }, executionContext().context);
  await expect(attempt).rejects.toMatchObject({ error: { code: 'CONFIG_INVALID' } });
});

test('two cases with one port share it, and else comes last', () => {
  const config = branchDefinition.config.parse({
    cases: [
      { port: 'a', when: 'true' },
      { port: 'b', when: 'true' },
      { port: 'a', when: 'false' },
    ],
  });
  expect(branchDefinition.ports(config).map(({ id }) => id)).toEqual(['a', 'b', 'else']);
  expect(branchDefinition.summary(config)).toBe('a when {{ true }}, b when {{ true }}, a when {{ false }}');
});

test.each([
  [[], ['cases']],
  [[{ port: 'a', when: ' ' }], ['cases.0.when']],
  [[{ port: 'else', when: 'true' }], ['cases.0.port']],
])('the problems of %j are at %j', (cases, paths) => {
  const problems = branchDefinition.check?.(branchDefinition.config.parse({ cases })) ?? [];
  expect(problems.map(({ path }) => path.join('.'))).toEqual(paths);
});
