import { expect, test } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { waitDefinition } from './definition.ts';
import { waitExecutor } from './executor.ts';

const execute = (config: JsonObject) => waitExecutor.execute(config, executionContext().context);

test('a duration counts from when it waits, a time is absolute', async () => {
  expect(await execute({ for: '15m' })).toEqual({ kind: 'waiting', reason: 'timer', dueMs: 900_000 });
  expect(await execute({ until: '2027-01-31T09:00:00+01:00' })).toEqual({
    kind: 'waiting',
    reason: 'timer',
    dueAt: '2027-01-31T08:00:00.000Z',
  });
});

test.each<JsonObject>([{ for: 'soon' }, { for: 15 }, { until: 'tomorrow' }, { until: '2027-01-31' }, {}])(
  '%j fails instead of waiting for ever',
  async (config) => {
    await expect(execute(config)).rejects.toMatchObject({ error: { code: 'WAIT_INVALID', retryable: false } });
  },
);

test('it goes on with when it went on', () => {
  const at = '2027-01-31T08:00:00.000Z';
  expect(waitExecutor.resume?.({}, { kind: 'timer', at })).toEqual({ kind: 'succeeded', output: { at }, port: 'out' });
});

test.each([
  [{}, ['for']],
  [{ for: '5m', until: '2027-01-31T09:00:00Z' }, ['until']],
  [{ for: '5 minutes' }, ['for']],
  [{ until: 'tomorrow' }, ['until']],
  [{ until: '{{ input.at }}' }, []],
  [{ for: '1.5h' }, []],
])('the problems of %j are at %j', (config, paths) => {
  expect(waitDefinition.check?.(waitDefinition.config.parse(config)).map(({ path }) => path.join('.'))).toEqual(paths);
});
