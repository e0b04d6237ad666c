import { afterEach, describe, expect, test } from 'vitest';
import { NodeFailure } from '#core/node/executor.ts';
import type { ModelRequest } from '#core/node/capabilities.ts';
import { startFakeAnthropic } from '#server/testing/fake-anthropic.ts';
import { startFakeGoogle } from '#server/testing/fake-google.ts';
import type { FakeServer, FakeServerOptions } from '#server/testing/fake-model-server.ts';
import { startFakeOpenAi } from '#server/testing/fake-openai.ts';
import { createModelCapability } from './model-capability.ts';
import { environmentProviders, type ModelSetup } from './model-setup.ts';
import type { ModelProvider } from './provider.ts';
import { guardedProviderFetch } from './provider-fetch.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function opened<Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  open.push(server);
  return server;
}

const ASK: ModelRequest = {
  model: 'mine/fake-1',
  instructions: 'Be brief.',
  messages: [{ role: 'user', content: 'Say hello.' }],
  turn: 0,
  attempt: 1,
};
const NO_SETUP: ModelSetup = { providers: [], environmentDefault: null, chosenDefault: null, prices: new Map() };

function capability(setup: Partial<ModelSetup>, idleTimeoutMs?: number) {
  return createModelCapability({
    workspaceId: 'workspace',
    setup: async () => ({ ...NO_SETUP, ...setup }),
    idleTimeoutMs,
  });
}

const guarded = guardedProviderFetch(['127.0.0.1']);

function provider(fields: Partial<ModelProvider> & Pick<ModelProvider, 'baseUrl' | 'kind'>): ModelProvider {
  return { name: 'mine', models: [], variable: null, key: async () => 'sk-test', fetch: guarded, ...fields };
}

interface AskOptions {
  idleTimeoutMs?: number;
  apiKey?: string;
  setup?: Partial<ModelSetup>;
}

async function failure(answer: Promise<unknown>): Promise<NodeFailure> {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!NodeFailure.is(error)) throw new Error(`expected a NodeFailure, got ${String(error)}`);
  return error;
}

/** What differs from protocol to protocol: how the same request looks on the wire, and how it ends. */
const PROTOCOLS = [
  {
    kind: 'compatible',
    start: (options?: FakeServerOptions<Record<string, unknown>>) =>
      startFakeOpenAi(options as FakeServerOptions<object>) as Promise<FakeServer>,
    path: '/v1/chat/completions',
    key: ['authorization', 'Bearer sk-test'],
    asked: {
      model: 'fake-1',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say hello.' },
      ],
    },
    limits: { temperature: 0.2, max_tokens: 99 },
    filtered: 'content_filter',
    noCredit: { status: 429, body: { error: { message: 'You exceeded it', code: 'insufficient_quota' } } },
  },
  {
    kind: 'anthropic',
    start: (options?: FakeServerOptions<Record<string, unknown>>) =>
      startFakeAnthropic(options as FakeServerOptions<object>) as Promise<FakeServer>,
    path: '/v1/messages',
    key: ['x-api-key', 'sk-test'],
    asked: {
      model: 'fake-1',
      stream: true,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Say hello.' }] }],
    },
    limits: { temperature: 0.2, max_tokens: 99 },
    filtered: 'refusal',
    noCredit: {
      status: 400,
      body: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
      },
    },
  },
  {
    kind: 'google',
    start: (options?: FakeServerOptions<Record<string, unknown>>) =>
      startFakeGoogle(options as FakeServerOptions<object>) as Promise<FakeServer>,
    path: '/v1beta/models/fake-1:streamGenerateContent?alt=sse',
    key: ['x-goog-api-key', 'sk-test'],
    asked: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }],
    },
    limits: { generationConfig: { temperature: 0.2, maxOutputTokens: 99 } },
    filtered: 'SAFETY',
    noCredit: null,
  },
] as const;

describe.each(PROTOCOLS)('a provider of kind $kind', ({ kind, start, ...protocol }) => {
  const server = (options?: FakeServerOptions<Record<string, unknown>>) => opened(start(options));

  function ask(fake: FakeServer, request: Partial<ModelRequest> = {}, options: AskOptions = {}) {
    const pieces: string[] = [];
    const mine = provider({ kind, baseUrl: fake.baseUrl, key: async () => options.apiKey ?? 'sk-test' });
    const models = capability({ providers: [mine], ...options.setup }, options.idleTimeoutMs);
    const answer = models.generate(
      { ...ASK, ...request },
      { signal: new AbortController().signal, simulated: false, onText: (text) => pieces.push(text) },
    );
    return { answer, pieces };
  }

  test('streams text and reports model, tokens and duration', async () => {
    const fake = await server();
    const { answer, pieces } = ask(fake);
    const response = await answer;
    expect(response).toMatchObject({
      model: 'mine/fake-1',
      text: 'Hello from the model.',
      usage: { inputTokens: 12, outputTokens: 34, costUsd: null },
      finishReason: 'stop',
    });
    expect(response.durationMs).toBeGreaterThanOrEqual(0);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(response.text);
    const [request] = fake.requests;
    expect(request?.path).toBe(protocol.path);
    expect(request?.headers[protocol.key[0]]).toBe(protocol.key[1]);
    expect(request?.body).toMatchObject(protocol.asked);
  });

  test('costs what somebody said it costs', async () => {
    const fake = await server();
    const prices = new Map([['mine/fake-1', { input: 1_000_000, output: 2_000_000 }]]);
    const { usage } = await ask(fake, {}, { setup: { prices } }).answer;
    expect(usage.costUsd).toBeCloseTo(12 + 2 * 34);
  });

  test('is asked for the schema, temperature and length', async () => {
    const fake = await server({ reply: () => ({ kind: 'text', text: '{"a":1}' }) });
    const output = { type: 'object', required: ['a'], properties: { a: { type: 'number' } } };
    const { text } = await ask(fake, { output, temperature: 0.2, maxTokens: 99 }).answer;
    expect(text).toBe('{"a":1}');
    const body = fake.requests[0]?.body;
    expect(body).toMatchObject(protocol.limits);
    // Said in words as well as in the protocol's own field.
    expect(JSON.stringify(body).split('required').length).toBeGreaterThan(2);
  });

  // Anthropic's protocol always reports them.
  const maySayNothing = kind !== 'anthropic';
  test(`tokens are ${maySayNothing ? 'estimated, and the price unknown, when it reports none' : 'as reported'}`, async () => {
    const fake = await server({ reply: () => ({ kind: 'text', text: 'Twelve chars', usage: null }) });
    const prices = new Map([['mine/fake-1', { input: 1, output: 1 }]]);
    const { usage } = await ask(fake, {}, { setup: { prices } }).answer;
    expect(usage.outputTokens).toBe(maySayNothing ? 3 : 34);
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.costUsd === null).toBe(maySayNothing);
  });

  test.each([
    ['2', 2000],
    ['0.5', 500],
    ['99999', 3_600_000],
  ])('D-23: 429 with Retry-After %s is tried again later', async (header, retryAfterMs) => {
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

  const { noCredit } = protocol;
  // Google has no answer of its own for it.
  if (noCredit) {
    test('want of credit is not tried again', async () => {
      const fake = await server();
      fake.queue({ kind: 'status', ...noCredit });
      expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_QUOTA', retryable: false });
    });
  }

  test.each([500, 502, 503, 529])('D-23: %i is tried again', async (status) => {
    const fake = await server();
    fake.queue({ kind: 'status', status });
    expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
  });

  test('S-30: a wrong key fails at once, says whose, and is not told', async () => {
    const fake = await server({ apiKey: 'sk-right' });
    const { error } = await failure(ask(fake, {}, { apiKey: 'sk-wrong' }).answer);
    expect(error).toMatchObject({ code: 'MODEL_AUTH', retryable: false });
    expect(error.message).toContain('The key for mine was refused');
    expect(error.message).not.toContain('sk-wrong');
  });

  test('403 says that the key may not', async () => {
    const fake = await server();
    fake.queue({ kind: 'status', status: 403 });
    expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_AUTH', retryable: false });
  });

  test('an unknown model fails at once and says which', async () => {
    const fake = await server({ models: ['other'] });
    const { error } = await failure(ask(fake).answer);
    expect(error).toEqual({ code: 'MODEL_UNKNOWN', message: 'mine has no model "fake-1".', retryable: false });
  });

  test('a request that it refuses is not tried again', async () => {
    const fake = await server();
    fake.queue({ kind: 'status', status: 400 });
    const { error } = await failure(ask(fake).answer);
    expect(error).toMatchObject({ code: 'MODEL_REFUSED', retryable: false });
    expect(error.message).toContain('status 400');
  });

  test.each(['cut', 'unfinished', 'stream-error'] as const)(
    'D-23: a stream that is %s never passes for an answer',
    async (reply) => {
      const fake = await server();
      fake.queue({ kind: reply, text: 'The answer is', message: 'overloaded' });
      const { answer, pieces } = ask(fake);
      expect((await failure(answer)).error).toMatchObject({ code: 'MODEL_STREAM_CUT', retryable: true });
      expect(pieces.join('')).toContain('The answer');
    },
  );

  test.each(['cut', 'unfinished'] as const)('a stream that is %s before its first word neither', async (reply) => {
    const fake = await server();
    fake.queue({ kind: reply, text: '' });
    const { error } = await failure(ask(fake).answer);
    expect(error.code).toMatch(/^MODEL_(STREAM_CUT|UNAVAILABLE|BAD_RESPONSE)$/);
    expect(error.retryable).toBe(true);
  });

  test('D-23: a stream that breaks off at any byte never passes for an answer', async () => {
    const fake = await server({ reply: () => ({ kind: 'text', text: 'It is 18 °C, “mild”.' }) });
    await ask(fake).answer;
    const [{ path, body } = { path: '', body: {} }] = fake.requests;
    const whole = await fetch(new URL(path, fake.baseUrl), { method: 'POST', body: JSON.stringify(body) });
    const bytes = Buffer.from(await whole.arrayBuffer());
    // Also in the middle of a character, and with nothing missing but the end of the stream.
    const places = [1, ...Array.from({ length: 10 }, (_, part) => Math.floor((bytes.length * part) / 10) + 3)];
    for (const length of [...places, bytes.indexOf('°') + 1, bytes.length - 1]) {
      fake.queue({ kind: 'torn', bytes: bytes.subarray(0, length) });
      const { error } = await failure(ask(fake).answer);
      expect([length, error.code, error.retryable]).toEqual([length, expect.stringMatching(/^MODEL_/), true]);
    }
  });

  test('D-23: something that is not the protocol is tried again', async () => {
    const fake = await server();
    fake.queue({ kind: 'malformed' });
    expect((await failure(ask(fake).answer)).error).toMatchObject({ code: 'MODEL_BAD_RESPONSE', retryable: true });
  });

  test.each(['hang', 'stall'] as const)('D-23: a server that %ss counts as silent after a while', async (reply) => {
    const fake = await server();
    fake.queue({ kind: reply, text: 'Well,' });
    const { error } = await failure(ask(fake, {}, { idleTimeoutMs: 60 }).answer);
    expect(error).toMatchObject({ code: 'MODEL_TIMEOUT', retryable: true });
  });

  test('a content filter is a refusal', async () => {
    const fake = await server();
    fake.queue({ kind: 'text', text: 'I cannot', finishReason: protocol.filtered });
    const { error, usage } = await failure(ask(fake).answer);
    expect(error).toMatchObject({ code: 'MODEL_REFUSED', retryable: false });
    expect(usage).toMatchObject({ inputTokens: 12, outputTokens: 34 });
  });

  test('S-22: a redirect is not followed, so the key stays here', async () => {
    const elsewhere = await server();
    const fake = await server();
    fake.queue({ kind: 'status', status: 307, headers: { location: `${elsewhere.baseUrl}/anything` } });
    const { error } = await failure(ask(fake).answer);
    expect(error.code).toBe('MODEL_UNAVAILABLE');
    expect(elsewhere.requests).toHaveLength(0);
  });

  test('S-31: a private address needs FERMATA_EGRESS_ALLOW', async () => {
    const fake = await server();
    const { port } = new URL(fake.baseUrl);
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const baseUrl = `http://${host}:${port}/v1`;
      const models = capability({ providers: [provider({ kind, baseUrl, fetch: guardedProviderFetch([]) })] });
      const options = { signal: new AbortController().signal, simulated: false, onText: () => undefined };
      const { error } = await failure(models.generate(ASK, options));
      expect(error).toMatchObject({ code: 'EGRESS_BLOCKED', retryable: false });
      expect(error.message).toContain('FERMATA_EGRESS_ALLOW');
    }
    expect(fake.requests).toHaveLength(0);
  });

  test('nobody there is a failure that names the place', async () => {
    const models = capability({ providers: [provider({ kind, baseUrl: 'http://127.0.0.1:1/v1' })] });
    const options = { signal: new AbortController().signal, simulated: false, onText: () => undefined };
    const { error } = await failure(models.generate(ASK, options));
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(error.message).toContain('127.0.0.1:1');
  });

  test("an abort is the caller's own reason", async () => {
    const fake = await server({ reply: () => ({ kind: 'stall', text: 'Well,' }) });
    const models = capability({ providers: [provider({ kind, baseUrl: fake.baseUrl })] });
    const stop = new AbortController();
    const onText = () => stop.abort(new Error('stopped'));
    await expect(models.generate(ASK, { signal: stop.signal, simulated: false, onText })).rejects.toThrow('stopped');
  });
});

test('Google says in the body how long to wait', async () => {
  const fake = await opened(startFakeGoogle());
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }];
  const error = { code: 429, message: 'Slow down', status: 'RESOURCE_EXHAUSTED', details };
  fake.queue({ kind: 'status', status: 429, body: { error } });
  const models = capability({ providers: [provider({ kind: 'google', baseUrl: fake.baseUrl })] });
  const options = { signal: new AbortController().signal, simulated: false, onText: () => undefined };
  const failed = await failure(models.generate(ASK, options));
  expect(failed.error).toMatchObject({ code: 'MODEL_RATE_LIMITED', retryAfterMs: 34_500 });
});

describe('which model', () => {
  const options = () => ({ signal: new AbortController().signal, simulated: false, onText: () => undefined });
  const quick = { ...ASK, model: 'default', simulation: { latencyMs: 0 } };
  const nothing = { openai: { apiKey: null, baseUrl: null }, anthropic: { apiKey: null }, google: { apiKey: null } };
  const openAiAt = (baseUrl: string) => environmentProviders({ ...nothing, openai: { apiKey: null, baseUrl } });

  test('default is simulated until a provider is set up', async () => {
    expect((await capability({}).generate(quick, options())).model).toBe('simulated/fast');
  });

  test('default is the first model of the server at OPENAI_BASE_URL, which may be private', async () => {
    const fake = await opened(startFakeOpenAi({ models: ['llama3', 'other'] }));
    const models = capability({ providers: openAiAt(fake.baseUrl) });
    expect((await models.generate(quick, options())).model).toBe('openai/llama3');
  });

  test('default is the first provider that was set up', async () => {
    const fake = await opened(startFakeOpenAi());
    const mine = provider({ kind: 'compatible', baseUrl: fake.baseUrl, models: ['added'] });
    const other = provider({ kind: 'compatible', name: 'other', baseUrl: 'http://127.0.0.1:1' });
    expect((await capability({ providers: [mine, other] }).generate(quick, options())).model).toBe('mine/added');
  });

  test('what the workspace chose goes before that, and FERMATA_DEFAULT_MODEL before both', async () => {
    const fake = await opened(startFakeOpenAi({ models: ['llama3', 'chosen', 'said'] }));
    const setup = { providers: openAiAt(fake.baseUrl), chosenDefault: 'openai/chosen' };
    expect((await capability(setup).generate(quick, options())).model).toBe('openai/chosen');
    const both = { ...setup, environmentDefault: 'openai/said' };
    expect((await capability(both).generate(quick, options())).model).toBe('openai/said');
  });

  test('a simulated run asks nobody', async () => {
    const fake = await opened(startFakeOpenAi());
    const models = capability({ providers: openAiAt(fake.baseUrl) });
    const response = await models.generate({ ...quick, model: 'openai/fake-1' }, { ...options(), simulated: true });
    expect(response.model).toBe('simulated/fast');
    expect(fake.requests).toHaveLength(0);
  });

  test('a key of the environment makes a provider of its kind, at its own address', () => {
    const providers = environmentProviders({
      openai: { apiKey: 'a', baseUrl: null },
      anthropic: { apiKey: 'b' },
      google: { apiKey: 'c' },
    });
    expect(providers.map(({ name, kind, baseUrl, variable }) => [name, kind, new URL(baseUrl).host, variable])).toEqual(
      [
        ['openai', 'openai', 'api.openai.com', 'OPENAI_API_KEY'],
        ['anthropic', 'anthropic', 'api.anthropic.com', 'ANTHROPIC_API_KEY'],
        ['google', 'google', 'generativelanguage.googleapis.com', 'GOOGLE_GENERATIVE_AI_API_KEY'],
      ],
    );
  });

  test.each([
    ['openai/gpt-4.1-mini', 'MODEL_AUTH', 'OPENAI_API_KEY'],
    ['anthropic/claude-haiku-4-5', 'MODEL_AUTH', 'ANTHROPIC_API_KEY'],
    ['gpt-4.1-mini', 'MODEL_UNKNOWN', 'openai/gpt-4.1-mini'],
    ['nobody/model', 'MODEL_UNKNOWN', 'nobody'],
    ['simulated/clever', 'MODEL_UNKNOWN', 'clever'],
  ])('%s without a provider fails with a sentence', async (model, code, words) => {
    const { error } = await failure(capability({}).generate({ ...ASK, model }, options()));
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toContain(words);
  });
});
