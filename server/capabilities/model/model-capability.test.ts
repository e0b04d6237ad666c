import { afterEach, describe, expect, test } from 'vitest';
import { ASK, capability, clientOf, closeOpened, PROTOCOLS, provider } from './testing/ask-model.ts';

afterEach(closeOpened);

describe.each(PROTOCOLS)('a provider of kind $kind', ({ kind, start, ...protocol }) => {
  const { server, ask } = clientOf({ kind, start });

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

  test("an abort is the caller's own reason", async () => {
    const fake = await server({ reply: () => ({ kind: 'stall', text: 'Well,' }) });
    const models = capability({ providers: [provider({ kind, baseUrl: fake.baseUrl })] });
    const stop = new AbortController();
    const onText = () => stop.abort(new Error('stopped'));
    await expect(models.generate(ASK, { signal: stop.signal, simulated: false, onText })).rejects.toThrow('stopped');
  });
});
