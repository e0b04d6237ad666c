import { afterEach, describe, expect, test } from 'vitest';
import { NodeFailure } from '#core/node/executor.ts';
import type { ModelRequest } from '#core/node/capabilities.ts';
import { startFakeOpenAi } from '#server/testing/fake-openai.ts';
import type { FakeOpenAi, FakeOpenAiOptions } from '#server/testing/fake-openai.ts';
import { createModelCapability } from './model-capability.ts';
import type { ModelEnv } from './catalogue.ts';

let fake: FakeOpenAi | null = null;

afterEach(async () => {
  await fake?.close();
  fake = null;
});

const ASK: ModelRequest = {
  model: 'openai/fake-1',
  instructions: 'Be brief.',
  messages: [{ role: 'user', content: 'Say hello.' }],
  turn: 0,
  attempt: 1,
};

async function server(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  fake = await startFakeOpenAi(options);
  return fake;
}

function capability(env: Partial<ModelEnv>, idleTimeoutMs?: number) {
  return createModelCapability({
    env: { openai: { apiKey: null, baseUrl: null }, defaultModel: null, ...env },
    workspaceDefault: async () => 'simulated/fast',
    idleTimeoutMs,
  });
}

function ask(
  fake: FakeOpenAi,
  request: Partial<ModelRequest> = {},
  options: { idleTimeoutMs?: number; apiKey?: string } = {},
) {
  const pieces: string[] = [];
  const models = capability(
    { openai: { apiKey: options.apiKey ?? 'sk-test', baseUrl: fake.baseUrl } },
    options.idleTimeoutMs,
  );
  const answer = models.generate(
    { ...ASK, ...request },
    { signal: new AbortController().signal, simulated: false, onText: (text) => pieces.push(text) },
  );
  return { answer, pieces };
}

async function failure(answer: Promise<unknown>): Promise<NodeFailure> {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!NodeFailure.is(error)) throw new Error(`expected a NodeFailure, got ${String(error)}`);
  return error;
}

describe('an OpenAI-compatible server', () => {
  test('streams text and reports model, tokens and duration', async () => {
    const fake = await server();
    const { answer, pieces } = ask(fake);
    const response = await answer;
    expect(response).toMatchObject({
      model: 'openai/fake-1',
      text: 'Hello from the model.',
      usage: { inputTokens: 12, outputTokens: 34, costUsd: null },
      finishReason: 'stop',
    });
    expect(response.durationMs).toBeGreaterThanOrEqual(0);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(response.text);
    const [request] = fake.requests;
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.headers.authorization).toBe('Bearer sk-test');
    expect(request?.body).toMatchObject({ model: 'fake-1', stream: true, stream_options: { include_usage: true } });
    expect(request?.body.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Say hello.' },
    ]);
  });

  test('is asked for the schema, temperature and length', async () => {
    const fake = await server({ reply: () => ({ kind: 'text', text: '{"a":1}' }) });
    const output = { type: 'object', required: ['a'], properties: { a: { type: 'number' } } };
    const { text } = await ask(fake, { output, temperature: 0.2, maxTokens: 99 }).answer;
    expect(text).toBe('{"a":1}');
    const body = fake.requests[0]?.body;
    expect(body).toMatchObject({ temperature: 0.2, max_tokens: 99 });
    expect(body?.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { schema: output, strict: false },
    });
    expect(body?.messages?.[0]?.content).toContain('"required":["a"]');
  });

  test('tokens are estimated, and the price unknown, when it reports none', async () => {
    const fake = await server({ reply: () => ({ kind: 'text', text: 'Twelve chars', usage: null }) });
    const { usage } = await ask(fake).answer;
    expect(usage.outputTokens).toBe(3);
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.costUsd).toBeNull();
  });

  test.each([
    ['2', 2000],
    ['0.5', 500],
    ['99999', 3_600_000],
  ])('429 with Retry-After %s is tried again later', async (header, retryAfterMs) => {
    const fake = await server();
    fake.queue({ kind: 'status', status: 429, headers: { 'retry-after': header } });
    const { error } = await failure(ask(fake).answer);
    expect(error).toMatchObject({ code: 'MODEL_RATE_LIMITED', retryable: true, retryAfterMs });
    expect(fake.requests).toHaveLength(1);
  });

  test('429 with a date waits until then', async () => {
    const fake = await server();
    const at = new Date(Date.now() + 30_000).toUTCString();
    fake.queue({ kind: 'status', status: 429, headers: { 'retry-after': at } });
    const { error } = await failure(ask(fake).answer);
    expect(error.retryAfterMs).toBeGreaterThan(20_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(30_000);
  });

  test('429 for want of credit is not tried again', async () => {
    const fake = await server();
    fake.queue({
      kind: 'status',
      status: 429,
      body: { error: { message: 'You exceeded it', code: 'insufficient_quota' } },
    });
    expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_QUOTA', retryable: false });
  });

  test.each([500, 502, 503, 529])('%i is tried again', async (status) => {
    const fake = await server();
    fake.queue({ kind: 'status', status });
    expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
  });

  test('a wrong key fails at once and says which', async () => {
    const fake = await server({ apiKey: 'sk-right' });
    const { error } = await failure(ask(fake, {}, { apiKey: 'sk-wrong' }).answer);
    expect(error).toMatchObject({ code: 'MODEL_AUTH', retryable: false });
    expect(error.message).toContain('The key for openai was refused');
    expect(error.message).not.toContain('sk-wrong');
  });

  test('an unknown model fails at once and says which', async () => {
    const fake = await server({ models: ['other'] });
    const { error } = await failure(ask(fake).answer);
    expect(error).toEqual({ code: 'MODEL_UNKNOWN', message: 'openai has no model "fake-1".', retryable: false });
  });

  test('a request that it refuses is not tried again', async () => {
    const fake = await server();
    fake.queue({ kind: 'status', status: 400, body: { error: { message: 'context too long' } } });
    const { error } = await failure(ask(fake).answer);
    expect(error).toMatchObject({ code: 'MODEL_REFUSED', retryable: false });
    expect(error.message).toContain('context too long');
  });

  test.each([
    ['cut', 'MODEL_STREAM_CUT'],
    ['unfinished', 'MODEL_STREAM_CUT'],
    ['stream-error', 'MODEL_STREAM_CUT'],
  ] as const)('a stream that is %s never passes for an answer', async (kind, code) => {
    const fake = await server();
    fake.queue({ kind, text: 'The answer is', message: 'overloaded' });
    const { answer, pieces } = ask(fake);
    expect((await failure(answer)).error).toMatchObject({ code, retryable: true });
    expect(pieces.join('')).toContain('The answer');
  });

  test('something that is not the protocol is tried again', async () => {
    const fake = await server();
    fake.queue({ kind: 'malformed' });
    expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_BAD_RESPONSE', retryable: true });
  });

  test.each(['hang', 'stall'] as const)('a server that %ss counts as silent after a while', async (kind) => {
    const fake = await server();
    fake.queue({ kind, text: 'Well,' });
    const { error } = await failure(ask(fake, {}, { idleTimeoutMs: 60 }).answer);
    expect(error).toMatchObject({ code: 'MODEL_TIMEOUT', retryable: true });
  });

  test('a content filter is a refusal', async () => {
    const fake = await server();
    fake.queue({ kind: 'text', text: 'I cannot', finishReason: 'content_filter' });
    const { error, usage } = await failure(ask(fake).answer);
    expect(error).toMatchObject({ code: 'MODEL_REFUSED', retryable: false });
    expect(usage).toMatchObject({ inputTokens: 12, outputTokens: 34 });
  });

  test('a redirect is not followed, so the key stays here', async () => {
    const elsewhere = await startFakeOpenAi();
    const fake = await server();
    fake.queue({ kind: 'status', status: 307, headers: { location: `${elsewhere.baseUrl}/chat/completions` } });
    const { error } = await failure(ask(fake).answer);
    expect(error.code).toBe('MODEL_UNAVAILABLE');
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });

  test('nobody there is a failure that names the place', async () => {
    const models = capability({ openai: { apiKey: 'k', baseUrl: 'http://127.0.0.1:1/v1' } });
    const options = { signal: new AbortController().signal, simulated: false, onText: () => undefined };
    const { error } = await failure(models.generate(ASK, options));
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(error.message).toContain('127.0.0.1:1');
  });

  test("an abort is the caller's own reason", async () => {
    const fake = await server({ reply: () => ({ kind: 'stall', text: 'Well,' }) });
    const models = capability({ openai: { apiKey: 'k', baseUrl: fake.baseUrl } });
    const stop = new AbortController();
    const onText = () => stop.abort(new Error('stopped'));
    await expect(models.generate(ASK, { signal: stop.signal, simulated: false, onText })).rejects.toThrow('stopped');
  });
});

describe('which model', () => {
  const options = () => ({ signal: new AbortController().signal, simulated: false, onText: () => undefined });
  const quick = { ...ASK, model: 'default', simulation: { latencyMs: 0 } };

  test('default is simulated until a provider is set up', async () => {
    expect((await capability({}).generate(quick, options())).model).toBe('simulated/fast');
  });

  test('default is the first model of the server at OPENAI_BASE_URL', async () => {
    const fake = await server({ models: ['llama3', 'other'] });
    const env = { openai: { apiKey: null, baseUrl: fake.baseUrl } };
    expect((await capability(env).generate(quick, options())).model).toBe('openai/llama3');
  });

  test('FERMATA_DEFAULT_MODEL wins', async () => {
    const fake = await server({ models: ['llama3', 'other'] });
    const env = { openai: { apiKey: null, baseUrl: fake.baseUrl }, defaultModel: 'openai/other' };
    expect((await capability(env).generate(quick, options())).model).toBe('openai/other');
  });

  test('a simulated run asks nobody', async () => {
    const fake = await server();
    const models = capability({ openai: { apiKey: 'k', baseUrl: fake.baseUrl } });
    const response = await models.generate({ ...quick, model: 'openai/fake-1' }, { ...options(), simulated: true });
    expect(response.model).toBe('simulated/fast');
    expect(fake.requests).toHaveLength(0);
  });

  test.each([
    ['openai/gpt-4.1-mini', 'MODEL_AUTH', 'OPENAI_API_KEY'],
    ['gpt-4.1-mini', 'MODEL_UNKNOWN', 'openai/gpt-4.1-mini'],
    ['nobody/model', 'MODEL_UNKNOWN', 'nobody'],
    ['simulated/clever', 'MODEL_UNKNOWN', 'clever'],
  ])('%s without a provider fails with a sentence', async (model, code, words) => {
    const { error } = await failure(capability({}).generate({ ...ASK, model }, options()));
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toContain(words);
  });
});
