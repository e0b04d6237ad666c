import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { NodeFailure } from '#core/node/executor.ts';
import type { HttpRequest } from '#core/node/capabilities.ts';
import { createEgressFetch } from './egress.ts';
import type { EgressOptions } from './egress.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const onLoopback = async () => [{ address: '127.0.0.1', family: 4 }];

function get(
  url: string,
  options: Partial<EgressOptions> & Partial<HttpRequest> = {},
  signal = new AbortController().signal,
) {
  const { allow = [], resolve, ...request } = options;
  return createEgressFetch({ allow, resolve })(
    { method: 'GET', url, headers: {}, timeoutMs: 5000, maxBytes: 1_000_000, ...request },
    { signal },
  );
}

async function failure(attempt: Promise<unknown>): Promise<NodeFailure> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!NodeFailure.is(error)) throw new Error(`expected a NodeFailure, got ${String(error)}`);
  return error;
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

describe('S-31 what may never be reached', () => {
  test.each([
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://１２７.０.０.１/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://10.0.0.5/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:70/',
    'data:text/plain,hello',
    'http://user:secret@example.com/',
    'http://[2001:db8::1]/',
    'http://224.0.0.1/',
    'http://192.168.1.1/',
  ])('%s', async (url) => {
    const { error } = await failure(get(url));
    expect(error).toMatchObject({ code: 'EGRESS_BLOCKED', retryable: false });
    expect(error.message).not.toContain('secret');
  });

  test('a name is refused when any of its addresses is private', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const { error, outcomeUnknown } = await failure(get('http://two-faces.test/', { resolve }));
    expect(error.code).toBe('EGRESS_BLOCKED');
    expect(error.message).toContain('127.0.0.1');
    expect(outcomeUnknown).toBe(false);
  });

  test('a name server that changes its answer gains nothing: the connection goes to the address that was checked', async () => {
    let hits = 0;
    const port = await listen((_request, response) => {
      hits += 1;
      response.end();
    });
    // 127.0.0.2 stands for a public address; the second answer would be the server inside.
    let asked = 0;
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    const options = { resolve, allow: ['127.0.0.2'] };
    expect((await failure(get(`http://rebind.test:${port}/`, options))).error.code).toBe('HTTP_UNREACHABLE');
    expect(asked).toBe(1);
    expect((await failure(get(`http://rebind.test:${port}/`, options))).error.code).toBe('EGRESS_BLOCKED');
    expect(hits).toBe(0);
  });

  test.each(['http://169.254.169.254/latest/', 'http://127.0.0.1:1/', 'http://inside.test/', 'file:///etc/passwd'])(
    'a redirect to %s is not followed',
    async (location) => {
      const port = await listen((_request, response) => response.writeHead(302, { location }).end());
      const { error } = await failure(
        get(`http://outside.test:${port}/`, { allow: ['outside.test'], resolve: onLoopback }),
      );
      expect(error.code).toBe('EGRESS_BLOCKED');
    },
  );

  test('headers that belong to the connection are refused', async () => {
    for (const name of ['Host', 'Transfer-Encoding', 'Content-Length', 'Proxy-Authorization']) {
      expect((await failure(get('http://example.com/', { headers: { [name]: 'x' } }))).error.code).toBe(
        'EGRESS_BLOCKED',
      );
    }
  });
});

describe('S-32 private targets', () => {
  test('are blocked by default and open by host, address and network', async () => {
    const port = await listen((_request, response) => response.end('hello'));
    const url = `http://postgres.test:${port}/`;
    const { error } = await failure(get(url, { resolve: onLoopback }));
    expect(error.code).toBe('EGRESS_BLOCKED');
    expect(error.message).toContain('FERMATA_EGRESS_ALLOW');
    for (const allow of [['postgres.test'], ['127.0.0.1'], ['127.0.0.0/8']]) {
      const response = await get(url, { resolve: onLoopback, allow });
      expect(Buffer.from(response.body).toString()).toBe('hello');
    }
    expect((await failure(get(url, { resolve: onLoopback, allow: ['10.0.0.0/8', 'other.test'] }))).error.code).toBe(
      'EGRESS_BLOCKED',
    );
    expect((await get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.0/8'] })).status).toBe(200);
  });
});

describe('requests', () => {
  test('method, headers and body arrive; status, headers and body come back', async () => {
    const port = await listen(async (request, response) => {
      const body = await text(request);
      response.writeHead(201, { 'content-type': 'text/plain', 'x-a': ['1', '2'] });
      response.end(`${request.method} ${request.headers['x-token']} ${request.headers['user-agent']} ${body}`);
    });
    const response = await get(`http://127.0.0.1:${port}/`, {
      allow: ['127.0.0.1'],
      method: 'POST',
      headers: { 'X-Token': 't' },
      body: 'hi',
    });
    expect(response.status).toBe(201);
    expect(response.headers['x-a']).toBe('1, 2');
    expect(Buffer.from(response.body).toString()).toBe('POST t Fermata hi');
  });

  test('a redirect to another origin drops everything that may be a credential', async () => {
    let seen: IncomingMessage['headers'] = {};
    const target = await listen((request, response) => {
      seen = request.headers;
      response.end('there');
    });
    const port = await listen((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${target}/` }).end(),
    );
    const headers = {
      authorization: 'Bearer s',
      cookie: 'c=1',
      'x-api-key': 'k',
      'x-auth-token': 't',
      accept: 'text/plain',
    };
    await get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'], headers });
    expect(seen).toMatchObject({ accept: 'text/plain' });
    for (const name of ['authorization', 'cookie', 'x-api-key', 'x-auth-token']) expect(seen).not.toHaveProperty(name);
  });

  test('a redirect within an origin keeps the headers; 303 turns POST into GET', async () => {
    const port = await listen(async (request, response) => {
      if (request.url === '/') response.writeHead(303, { location: '/next' }).end();
      else response.end(`${request.method} ${request.headers.authorization} [${await text(request)}]`);
    });
    const response = await get(`http://127.0.0.1:${port}/`, {
      allow: ['127.0.0.1'],
      method: 'POST',
      headers: { authorization: 'Bearer s' },
      body: 'x',
    });
    expect(Buffer.from(response.body).toString()).toBe('GET Bearer s []');
  });

  test('a redirect loop ends', async () => {
    let hits = 0;
    const port = await listen((_request, response) => {
      hits += 1;
      response.writeHead(302, { location: '/' }).end();
    });
    expect((await failure(get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'] }))).error.code).toBe(
      'EGRESS_BLOCKED',
    );
    expect(hits).toBe(6);
  });
});

describe('answers', () => {
  test.each([
    ['gzip', gzipSync('packed')],
    ['br', brotliCompressSync('packed')],
  ])('%s is unpacked', async (encoding, body) => {
    const port = await listen((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    );
    const response = await get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'] });
    expect(Buffer.from(response.body).toString()).toBe('packed');
  });

  test('an empty answer that claims to be packed is empty', async () => {
    const port = await listen((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end());
    const response = await get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'], method: 'HEAD' });
    expect(response.body.length).toBe(0);
  });

  test('too many bytes, packed bombs, unknown and damaged encodings fail', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    const port = await listen((request, response) => {
      if (request.url === '/long') response.end(Buffer.alloc(2_000_000));
      else if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      else if (request.url === '/torn')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb.subarray(0, 40));
      else response.writeHead(200, { 'content-encoding': 'zip' }).end('x');
    });
    const options = { allow: ['127.0.0.1'] };
    expect((await failure(get(`http://127.0.0.1:${port}/long`, options))).error.code).toBe('HTTP_TOO_LARGE');
    const { error } = await failure(get(`http://127.0.0.1:${port}/bomb`, { ...options, maxBytes: 50_000_000 }));
    expect(error.code).toBe('HTTP_TOO_LARGE');
    expect((await failure(get(`http://127.0.0.1:${port}/zip`, options))).error.code).toBe('HTTP_ENCODING');
    expect((await failure(get(`http://127.0.0.1:${port}/torn`, options))).error.code).toBe('HTTP_ENCODING');
  });
});

describe('failures of the network', () => {
  test('a refused connection was certainly not sent', async () => {
    const { error, outcomeUnknown } = await failure(
      get('http://127.0.0.1:1/', { allow: ['127.0.0.1'], method: 'POST' }),
    );
    expect(error).toMatchObject({ code: 'HTTP_UNREACHABLE', retryable: true });
    expect(outcomeUnknown).toBe(false);
  });

  test('a connection that is lost after sending leaves the outcome unknown', async () => {
    const port = await listen((request) => request.socket.destroy());
    const attempt = get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'], method: 'POST', body: 'pay' });
    const { error, outcomeUnknown } = await failure(attempt);
    expect(error.code).toBe('HTTP_UNREACHABLE');
    expect(outcomeUnknown).toBe(true);
  });

  test('a server that does not answer is a timeout with an unknown outcome', async () => {
    const port = await listen(() => undefined);
    const { error, outcomeUnknown } = await failure(
      get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'], timeoutMs: 50 }),
    );
    expect(error).toMatchObject({ code: 'HTTP_TIMEOUT', retryable: true });
    expect(outcomeUnknown).toBe(true);
  });

  test("an abort is the caller's own reason", async () => {
    const stop = new AbortController();
    const port = await listen(() => stop.abort(new Error('stopped')));
    await expect(get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.1'] }, stop.signal)).rejects.toThrow('stopped');
  });
});
