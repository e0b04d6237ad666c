import { expect, it } from 'vitest';
import type { Execution, RunState } from '#core/run/state.ts';
import { initialState } from '#core/run/reduce.ts';
import { createTimelineRows } from './timeline-rows.ts';

const AT = '2026-11-21T10:00:00.000Z';

function execution(key: string, to?: string): Execution {
  const base = { key, nodeId: key, scope: '', iteration: 1, attempt: 1, took: [], retries: [], calls: [] };
  return {
    ...base,
    status: 'running',
    spans: [{ kind: 'running', from: AT, ...(to !== undefined && { to }) }],
  } as unknown as Execution;
}

it('what was over in the moment in which it began stands above what began then and still lasts', () => {
  // The order of keys says nothing: the database sorts them.
  const state: RunState = { ...initialState(), executions: { pay: execution('pay'), start: execution('start', AT) } };
  const rows = createTimelineRows((nodeId) => nodeId)(state, Date.parse(AT) + 60_000);
  expect(rows.map((row) => row.key)).toEqual(['start', 'pay']);
});
