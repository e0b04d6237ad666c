import { afterEach, describe, expect, test } from 'vitest';
import { startFakeGoogle } from '#server/testing/fake-google.ts';
import { guardedProviderFetch } from './provider-fetch.ts';
import { ASK, capability, clientOf, closeOpened, failure, opened, PROTOCOLS, provider } from './testing/ask-model.ts';

afterEach(closeOpened);

describe.each(PROTOCOLS)('a provider of kind $kind', ({ kind, start, ...protocol }) => {
  const { server, ask } = clientOf({ kind, start });

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
