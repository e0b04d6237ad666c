import { describe, expect, test } from 'vitest';
import { validateInput } from '#core/graph/json-schema.ts';
import type { ModelRequest } from '#core/node/capabilities.ts';
import { builtInPrice, costUsd } from './prices.ts';
import { generateSimulated } from './simulated.ts';

function ask(request: Partial<ModelRequest> = {}, signal = new AbortController().signal) {
  const pieces: string[] = [];
  const asked: ModelRequest = {
    model: 'simulated/fast',
    messages: [{ role: 'user', content: 'Compare the battery recycling rules of France and Germany.' }],
    turn: 0,
    attempt: 1,
    ...request,
    simulation: { latencyMs: 0, ...request.simulation },
  };
  return { answer: generateSimulated('fast', asked, { signal, onText: (text) => pieces.push(text) }), pieces };
}

describe('simulated models', () => {
  test('the same request and seed give the same answer, another seed or prompt another one', async () => {
    const { text } = await ask().answer;
    expect((await ask().answer).text).toBe(text);
    expect(text.toLowerCase()).toMatch(/battery|recycling|france|germany/);
    const others = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => (await ask({ simulation: { seed } }).answer).text),
    );
    expect(others.some((other) => other !== text)).toBe(true);
    const prompt = [{ role: 'user' as const, content: 'Describe tomatoes, onions, garlic and peppers.' }];
    expect((await ask({ messages: prompt }).answer).text).toContain('tomatoes');
  });

  test('replies are given in turn, the last one again and again', async () => {
    const replies = ['first', { score: 1 }];
    const texts = await Promise.all(
      [0, 1, 5].map(async (turn) => (await ask({ turn, simulation: { replies } }).answer).text),
    );
    expect(texts[0]).toBe('first');
    expect(JSON.parse(texts[1]!)).toEqual({ score: 1 });
    expect(texts[2]).toBe(texts[1]);
  });

  test('made-up data fits the schema', async () => {
    const output = {
      type: 'object',
      required: ['title', 'score', 'verdict', 'points', 'when', 'nested', 'short'],
      properties: {
        title: { type: 'string' },
        score: { type: 'number', minimum: 0, maximum: 1 },
        count: { type: 'integer', minimum: 3, maximum: 4 },
        verdict: { type: 'string', enum: ['accept', 'reject'] },
        points: { type: 'array', minItems: 4, items: { type: 'string' } },
        two: { type: 'array', maxItems: 2, items: { type: 'object', properties: { ok: { type: 'boolean' } } } },
        when: { type: 'string', format: 'date' },
        nested: { type: 'object', required: ['reason'], properties: { reason: { type: 'string' } } },
        short: { type: 'string', maxLength: 5 },
        kept: { type: 'string', default: 'as it is' },
      },
    };
    const { text } = await ask({ output }).answer;
    const value = JSON.parse(text);
    expect(validateInput(output, value)).toMatchObject({ ok: true });
    expect(value).toMatchObject({ verdict: 'accept', kept: 'as it is' });
    expect(value.points).toHaveLength(4);
    expect(value.two).toHaveLength(2);
  });

  test('text streams in pieces that make up the whole', async () => {
    const { answer, pieces } = ask({ simulation: { latencyMs: 120 } });
    const { text, durationMs } = await answer;
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(text);
    expect(durationMs).toBeGreaterThanOrEqual(100);
  });

  test('usage is counted and has a price', async () => {
    const { usage, model } = await ask({ simulation: { replies: ['x'.repeat(400)] } }).answer;
    expect(model).toBe('simulated/fast');
    expect(usage.outputTokens).toBe(100);
    expect(usage.costUsd).toBeCloseTo((usage.inputTokens * 0.1 + 100 * 0.4) / 1e6, 12);
  });

  test('every n-th call fails, counted by turn and attempt', async () => {
    const outcome = (turn: number, attempt: number) =>
      ask({ turn, attempt, simulation: { failEvery: 2 } }).answer.then(
        () => 'ok',
        (error: { error?: { code: string; retryable: boolean } }) => error.error,
      );
    expect(await outcome(0, 1)).toBe('ok');
    expect(await outcome(0, 2)).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(await outcome(1, 1)).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(await outcome(1, 2)).toBe('ok');
  });

  test('an abort stops the stream with its reason', async () => {
    const stop = new AbortController();
    const { answer } = ask({ simulation: { latencyMs: 60_000 } }, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
  });
});

describe('prices', () => {
  test('a pinned version costs what its model costs; an unknown price is null, never 0', () => {
    const own = { kind: 'openai', baseUrl: 'https://api.openai.com/v1' } as const;
    const cost = (provider: Parameters<typeof builtInPrice>[0], model: string) =>
      costUsd(builtInPrice(provider, model), { inputTokens: 1_000_000, outputTokens: 1_000_000 });
    expect(cost(own, 'gpt-4.1-mini')).toBeCloseTo(2);
    expect(cost(own, 'gpt-4.1-mini-2025-04-14')).toBeCloseTo(2);
    expect(cost(own, 'constructor')).toBeNull();
    expect(cost(own, 'llama3')).toBeNull();
    const anthropic = { kind: 'anthropic', baseUrl: 'https://api.anthropic.com/v1' } as const;
    expect(cost(anthropic, 'claude-haiku-4-5-20251001')).toBeCloseTo(6);
    expect(cost({ kind: 'openai', baseUrl: 'https://other.example/v1' }, 'gpt-4.1-mini')).toBeNull();
  });
});
