import { describe, expect, it } from 'vitest';
import type { EventOf, Usage } from './events.ts';
import { reachedLimit } from './limits.ts';

function run(usage: Usage, limits: { tokens?: number; costUsd?: number }) {
  const created: EventOf<'run.created'> = {
    type: 'run.created',
    input: { value: {} },
    workflow: 'w',
    version: 1,
    graphHash: 'h',
    trigger: { kind: 'manual', by: null },
    simulated: false,
    limits: { maxNodeRuns: 10, timeoutMs: null, tokens: limits.tokens ?? null, costUsd: limits.costUsd ?? null },
  };
  return { created, usage };
}
const usage = (tokens: number, costUsd: number | null): Usage => ({
  inputTokens: tokens - 1,
  outputTokens: 1,
  costUsd,
});

describe('the limits of a run', () => {
  it('lets a run without limits use what it needs', () => {
    expect(reachedLimit(run(usage(1_000_000, null), {}))).toBeNull();
  });

  it('stops model calls at the tokens that were allowed', () => {
    expect(reachedLimit(run(usage(999, 0), { tokens: 1_000 }))).toBeNull();
    expect(reachedLimit(run(usage(1_000, 0), { tokens: 1_000 }))).toMatchObject({
      code: 'LIMIT_REACHED',
      message: 'The run has used 1000 of its 1000 tokens.',
      retryable: false,
    });
  });

  it('stops model calls at the money that was allowed', () => {
    expect(reachedLimit(run(usage(10, 1.99), { costUsd: 2 }))).toBeNull();
    expect(reachedLimit(run(usage(10, 2), { costUsd: 2 }))?.message).toBe('The run has cost $2 of its $2.');
  });

  it('takes an unknown price for too much, only where money is limited', () => {
    expect(reachedLimit(run(usage(10, null), { costUsd: 2 }))?.message).toContain('price is not known');
    expect(reachedLimit(run(usage(10, null), { tokens: 20 }))).toBeNull();
  });
});
