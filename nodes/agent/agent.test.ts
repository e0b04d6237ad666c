import { describe, expect, test } from 'vitest';
import { NodeFailure } from '#core/node/executor.ts';
import type { AgentStep } from '#core/node/executor.ts';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { parseAnswer } from './answer.ts';
import { agentDefinition } from './definition.ts';
import { agentExecutor } from './executor.ts';

const SCORE = {
  type: 'object',
  required: ['score'],
  properties: { score: { type: 'number', minimum: 0, maximum: 1 } },
};

const limited = () => new NodeFailure({ code: 'MODEL_RATE_LIMITED', message: 'later', retryable: true });

async function failure(attempt: Promise<unknown>): Promise<NodeFailure> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!NodeFailure.is(error)) throw new Error(`expected a NodeFailure, got ${String(error)}`);
  return error;
}

describe('text', () => {
  test('is asked for once, streamed, journaled and put out', async () => {
    const { context, recorded } = executionContext({ answers: ['Hello.'] });
    const outcome = await agentExecutor.execute(
      { model: 'default', prompt: 'Greet.', instructions: 'Briefly.' },
      context,
    );
    const usage = { inputTokens: 10, outputTokens: 5, costUsd: 0.01 };
    expect(outcome).toEqual({ kind: 'succeeded', output: { text: 'Hello.' }, port: 'out', usage });
    expect(recorded.deltas).toEqual(['Hello.']);
    expect(recorded.asked).toMatchObject([{ model: 'default', instructions: 'Briefly.', turn: 0, attempt: 1 }]);
    expect(recorded.steps).toMatchObject([
      {
        phase: 'answer',
        model: 'default',
        request: { instructions: 'Briefly.', messages: [{ role: 'user', content: 'Greet.' }] },
        response: { text: 'Hello.' },
        usage,
        finishReason: 'stop',
      },
    ]);
  });

  test('a prompt that is one hole may be any value', async () => {
    const { context, recorded } = executionContext({ answers: ['ok'] });
    await agentExecutor.execute({ prompt: { a: 1 }, instructions: null }, context);
    expect(recorded.asked[0]?.messages).toEqual([{ role: 'user', content: '{"a":1}' }]);
    expect(recorded.asked[0]?.instructions).toBeUndefined();
  });

  test('a recorded step is not paid for again', async () => {
    const first = executionContext({ answers: ['Hello.'] });
    await agentExecutor.execute({ prompt: 'Greet.' }, first.context);
    const again = executionContext({ steps: first.recorded.steps });
    const outcome = await agentExecutor.execute({ prompt: 'Greet.' }, again.context);
    expect(outcome).toMatchObject({ output: { text: 'Hello.' }, usage: { inputTokens: 10 } });
    expect(again.recorded.asked).toEqual([]);
  });
});

describe('structured output', () => {
  test('is read, checked and put out as an object', async () => {
    const { context, recorded } = executionContext({ answers: ['```json\n{"score": 0.7}\n```'] });
    const outcome = await agentExecutor.execute({ prompt: 'Score.', output: SCORE }, context);
    expect(outcome).toMatchObject({ output: { score: 0.7 }, port: 'out' });
    expect(recorded.asked[0]?.output).toEqual(SCORE);
  });

  test('an answer that does not fit is sent back once with what is wrong', async () => {
    const { context, recorded } = executionContext({ answers: ['{"score": 7}', '{"score": 0.7}'] });
    const outcome = await agentExecutor.execute({ prompt: 'Score.', output: SCORE }, context);
    expect(outcome).toMatchObject({
      output: { score: 0.7 },
      usage: { inputTokens: 20, outputTokens: 10, costUsd: 0.02 },
    });
    expect(recorded.steps.map(({ phase }) => phase)).toEqual(['answer', 'repair']);
    const [, repair] = recorded.asked;
    expect(repair?.turn).toBe(1);
    expect(repair?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(repair?.messages[2]?.content).toContain('score');
  });

  test('a second bad answer fails clearly, keeps its cost and is not retried', async () => {
    const { context } = executionContext({ answers: ['no idea', 'still none'] });
    const { error, usage } = await failure(agentExecutor.execute({ prompt: 'Score.', output: SCORE }, context));
    expect(error).toMatchObject({ code: 'OUTPUT_INVALID', retryable: false, details: { text: 'still none' } });
    expect(error.message).toContain('not valid JSON');
    expect(usage?.inputTokens).toBe(20);
  });

  test('after a crash between answer and repair only the repair is asked for', async () => {
    const first = executionContext({ answers: ['{"score": 7}', limited()] });
    const { usage } = await failure(agentExecutor.execute({ prompt: 'Score.', output: SCORE }, first.context));
    expect(usage?.inputTokens).toBe(10);
    const steps: AgentStep[] = first.recorded.steps;
    const again = executionContext({ answers: ['{"score": 1}'], steps, attempt: 2 });
    const outcome = await agentExecutor.execute({ prompt: 'Score.', output: SCORE }, again.context);
    expect(outcome).toMatchObject({ output: { score: 1 }, usage: { inputTokens: 20 } });
    expect(again.recorded.asked).toHaveLength(1);
    expect(again.recorded.asked[0]?.messages).toHaveLength(3);
  });

  test.each([
    ['{"a":1}', { a: 1 }],
    ['Sure!\n```json\n{"a":1}\n```\nAnything else?', { a: 1 }],
    ['```\n[1,2]\n```', [1, 2]],
    ['The answer is {"a":{"b":"}"}}.', { a: { b: '}' } }],
    ['"text"', 'text'],
  ])('%s is understood', (text, value) => {
    expect(parseAnswer(text)).toEqual({ ok: true, value });
  });

  test.each(['', 'no', '{"a":', '{a: 1}'])('%j is not JSON', (text) => {
    expect(parseAnswer(text).ok).toBe(false);
  });
});

describe('models', () => {
  test('fallbacks are asked in order while the failure may pass', async () => {
    const { context, recorded } = executionContext({ answers: [limited(), limited(), 'Hello.'] });
    const config = { prompt: 'Greet.', model: 'a/1', fallbackModels: ['b/2', 'c/3'] };
    expect(await agentExecutor.execute(config, context)).toMatchObject({ output: { text: 'Hello.' } });
    expect(recorded.asked.map(({ model }) => model)).toEqual(['a/1', 'b/2', 'c/3']);
    expect(recorded.steps).toHaveLength(1);
  });

  test('a wrong key is seen instead of papered over', async () => {
    const auth = new NodeFailure({ code: 'MODEL_AUTH', message: 'refused' });
    const { context, recorded } = executionContext({ answers: [auth] });
    const attempt = agentExecutor.execute({ prompt: 'Greet.', model: 'a/1', fallbackModels: ['b/2'] }, context);
    expect((await failure(attempt)).error.code).toBe('MODEL_AUTH');
    expect(recorded.asked).toHaveLength(1);
  });

  test('an unknown price makes the sum unknown, not smaller', async () => {
    const known = executionContext({ answers: ['{"score": 7}', limited()] });
    await failure(agentExecutor.execute({ prompt: 'Score.', output: SCORE }, known.context));
    const steps = known.recorded.steps.map((step) => ({ ...step, usage: { ...step.usage, costUsd: null } }));
    const { context } = executionContext({ answers: ['{"score": 1}'], steps });
    const outcome = await agentExecutor.execute({ prompt: 'Score.', output: SCORE }, context);
    expect(outcome).toMatchObject({ usage: { inputTokens: 20, costUsd: null } });
  });

  test.each([
    ['draft', 1, 0],
    ['draft#3', 3, 2],
    ['map[4].draft', 1, 4],
    ['map#2[1].inner[3].draft', 1, 3],
  ])('the turn of %s in iteration %i is %i', async (key, iteration, turn) => {
    const { context, recorded } = executionContext({ answers: ['x'], key, iteration });
    await agentExecutor.execute({ prompt: 'Go.' }, context);
    expect(recorded.asked[0]?.turn).toBe(turn);
  });
});

test('problems: no prompt, a schema that this version does not understand, an answer that is no object', () => {
  const check = (config: object) =>
    agentDefinition.check?.(agentDefinition.config.parse(config)).map(({ path }) => path.join('.'));
  expect(check({})).toEqual(['prompt']);
  expect(
    check({ prompt: 'x', output: { type: 'object', properties: { a: { type: 'string', pattern: '.' } } } }),
  ).toEqual(['output.properties.a.pattern']);
  expect(check({ prompt: 'x', output: { type: 'array' } })).toEqual(['output.type']);
});
