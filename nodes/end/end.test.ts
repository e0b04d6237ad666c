import { expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { endDefinition } from './definition.ts';
import { endExecutor } from './executor.ts';

test.each([
  [{ value: { a: 1 } }, { a: 1 }],
  [{ value: 'text' }, 'text'],
  [{}, null],
])('%j answers the run with %j', async (config, output) => {
  expect(await endExecutor.execute(config, executionContext().context)).toEqual({
    kind: 'succeeded',
    output,
    port: null,
  });
});

test.each([
  [{}, 'Ends without an output.'],
  [{ value: { title: 1, body: 2, score: 3 } }, 'Answers with title, body and score.'],
  [{ value: '{{ nodes.a.output }}' }, '{{ nodes.a.output }}'],
  [{ value: [1, 2] }, 'Answers with [1,2].'],
])('%j is summed up as %s', (config, summary) => {
  expect(endDefinition.summary(endDefinition.config.parse(config))).toBe(summary);
});
