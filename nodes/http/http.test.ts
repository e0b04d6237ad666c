import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { httpDefinition } from './definition.ts';
import { httpExecutor } from './executor.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function answer(status: number, body = '', headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: new TextEncoder().encode(body) };
}

async function run(config: object, response: HttpResponse | Error, context: { simulated?: boolean } = {}) {
  const sent: HttpRequest[] = [];
  const fetch = async (request: HttpRequest) => {
    sent.push(request);
    if (response instanceof Error) throw response;
    return response;
  };
  const outcome = await httpExecutor
    .execute({ url: 'https://api.example.com/a', ...config }, executionContext({ fetch, ...context }).context)
    .catch((error: unknown) => error);
  return { outcome, sent };
}

describe('the request', () => {
  test('has method, query, headers and JSON body', async () => {
    const { sent } = await run(
      {
        method: 'POST',
        url: 'https://api.example.com/a?x=1',
        query: { q: 'a b', n: 2, no: null, l: [1, 2] },
        headers: { 'X-Team': 7 },
        body: { a: 1 },
      },
      answer(200),
    );
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://api.example.com/a?x=1&q=a+b&n=2&l=1&l=2',
      headers: { 'x-team': '7', 'content-type': 'application/json' },
      body: '{"a":1}',
      timeoutMs: 30_000,
    });
  });

  test('a text body is sent as it is; GET sends none', async () => {
    const { sent } = await run({ method: 'PUT', body: 'plain' }, answer(200));
    expect(sent[0]).toMatchObject({ body: 'plain', headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect((await run({ method: 'GET', body: { a: 1 } }, answer(200))).sent[0]).not.toHaveProperty('body');
  });

  test('Idempotency-Key is the key of the execution', async () => {
    const { sent } = await run({ method: 'POST', idempotencyKey: true }, answer(200));
    expect(sent[0]?.headers['idempotency-key']).toBe('run:node');
  });

  test('a secret goes along by its name: as a bearer token, or as it is in a header of its own', async () => {
    expect((await run({ secret: 'pay_api' }, answer(200))).sent[0]?.secret).toEqual({
      name: 'pay_api',
      header: 'authorization',
      prefix: 'Bearer ',
    });
    expect((await run({ secret: 'pay_api', secretHeader: 'X-Api-Key' }, answer(200))).sent[0]?.secret).toEqual({
      name: 'pay_api',
      header: 'X-Api-Key',
      prefix: '',
    });
    expect((await run({ secret: 'pay_api' }, answer(200), { simulated: true })).sent).toEqual([]);
  });

  test.each(['Accept', 'user-agent', 'Content-Type', 'Host', 'two words'])('no secret goes into %s', (secretHeader) => {
    expect(httpDefinition.config.safeParse({ secret: 'pay_api', secretHeader }).success).toBe(false);
  });

  test('an address that is none fails before anything is sent', async () => {
    const { outcome, sent } = await run({ url: 'not an address' }, answer(200));
    expect(outcome).toMatchObject({ error: { code: 'HTTP_URL_INVALID', retryable: false } });
    expect(sent).toEqual([]);
  });
});

describe('the answer', () => {
  test.each([
    [answer(200, '{"a":1}', JSON_TYPE), 'auto', { a: 1 }],
    [answer(200, '{"a":1}', { 'content-type': 'application/problem+json' }), 'auto', { a: 1 }],
    [answer(200, '{"a":1}', { 'content-type': 'text/plain' }), 'auto', '{"a":1}'],
    [answer(200, '{"a":1}', { 'content-type': 'text/plain' }), 'json', { a: 1 }],
    [answer(200, '{"a":1}', JSON_TYPE), 'text', '{"a":1}'],
    [answer(200, '{broken', JSON_TYPE), 'auto', '{broken'],
    [answer(204, '', JSON_TYPE), 'auto', null],
    [
      { ...answer(200, '', { 'content-type': 'text/plain; charset=latin1' }), body: new Uint8Array([0xe9]) },
      'auto',
      'é',
    ],
  ] as const)('%j is parsed with %s', async (response, parse, body) => {
    const { outcome } = await run({ parse }, response);
    expect(outcome).toMatchObject({ kind: 'succeeded', port: 'out', output: { status: response.status, body } });
  });

  test('JSON that is demanded and broken fails', async () => {
    const { outcome } = await run({ parse: 'json' }, answer(200, '{broken'));
    expect(outcome).toMatchObject({ error: { code: 'HTTP_BODY_INVALID' } });
  });

  test.each([
    [404, undefined, false],
    [204, undefined, true],
    [404, [404], true],
    [404, ['4xx'], true],
    [200, [404], false],
  ])('%i with expect %j succeeds: %s', async (status, expected, succeeds) => {
    const { outcome } = await run({ expect: expected }, answer(status));
    expect(outcome).toMatchObject(
      succeeds ? { kind: 'succeeded' } : { error: { code: 'HTTP_STATUS', details: { status } } },
    );
  });

  test.each([
    [400, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [501, false],
    [503, true],
  ])('%i is tried again: %s', async (status, retryable) => {
    expect((await run({}, answer(status, 'no'))).outcome).toMatchObject({ error: { code: 'HTTP_STATUS', retryable } });
  });

  test('Retry-After is honoured', async () => {
    const { outcome } = await run({}, answer(429, '', { 'retry-after': '7' }));
    expect(outcome).toMatchObject({ error: { retryAfterMs: 7000 } });
  });
});

describe('an outcome that nobody knows', () => {
  const lost = new NodeFailure(
    { code: 'HTTP_UNREACHABLE', message: 'lost', retryable: true },
    { outcomeUnknown: true },
  );

  test.each([
    [{ method: 'POST' }, true],
    [{ method: 'PATCH' }, true],
    [{ method: 'POST', idempotencyKey: true }, false],
    [{ method: 'GET' }, false],
    [{ method: 'PUT' }, false],
    [{ method: 'DELETE' }, false],
  ])('a connection lost after sending %j asks a person: %s', async (config, asks) => {
    expect((await run(config, lost)).outcome).toMatchObject({ outcomeUnknown: asks, error: { retryable: !asks } });
    const gateway = (await run(config, answer(504))).outcome;
    expect(gateway).toMatchObject({ outcomeUnknown: asks, error: { code: 'HTTP_STATUS', retryable: !asks } });
    const parsed = httpDefinition.config.parse(config);
    expect(httpDefinition.onCrash(parsed)).toBe(asks ? 'ask' : 'rerun-with-key');
  });

  test('a request that was never sent is simply tried again', async () => {
    const refused = new NodeFailure({ code: 'HTTP_UNREACHABLE', message: 'refused', retryable: true });
    expect((await run({ method: 'POST' }, refused)).outcome).toMatchObject({
      outcomeUnknown: false,
      error: { retryable: true },
    });
  });
});

describe('simulated', () => {
  test('answers from the node and sends nothing', async () => {
    const simulation = { status: 201, headers: { 'X-Id': 1 }, body: { id: 'r_1' } };
    const { outcome, sent } = await run({ method: 'POST', simulation }, answer(500), { simulated: true });
    expect(outcome).toMatchObject({ output: { status: 201, body: { id: 'r_1' }, headers: { 'x-id': '1' } } });
    expect(sent).toEqual([]);
  });

  test('without an answer it is an empty one that says so; a bad status still fails', async () => {
    const { outcome } = await run({}, answer(500), { simulated: true });
    expect(outcome).toMatchObject({
      output: { status: 200, body: {}, headers: { 'x-fermata-note': expect.any(String) } },
    });
    const failed = await run({ simulation: { status: 500 } }, answer(200), { simulated: true });
    expect(failed.outcome).toMatchObject({ error: { code: 'HTTP_STATUS' } });
  });
});

test.each([
  ['', 1],
  ['ftp://x', 1],
  ['pay.example.com', 1],
  ['https://', 1],
  ['https://pay.example.com/{{ input.id }}', 0],
  ['{{ input.url }}', 0],
])('the address %j has %i problems', (url, count) => {
  expect(httpDefinition.check?.(httpDefinition.config.parse({ url }))).toHaveLength(count);
});
