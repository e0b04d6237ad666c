import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { handleTrpc, MAX_BATCH_SIZE } from '#server/trpc/handler.ts';
import { postSetup } from './account-routes.ts';
import { clientAddress, PEER_HEADER } from './client-address.ts';
import { getHealth } from './health.ts';
import { requireOwnOrigin } from './origin.ts';
import { handleRest } from './rest/dispatch.ts';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await createTestApp();
  authorization = await app.ownerKey();
});
afterAll(() => app.close());

describe('S-28: other sites are kept out', () => {
  const statusOf = (origin: string | null, env = app.deps.env, host = '127.0.0.1:3000') => {
    const headers = { host, ...(origin === null ? {} : { origin }) };
    try {
      requireOwnOrigin(new Request(`${ORIGIN}/api/trpc/x`, { method: 'POST', headers }), env);
      return 'passes';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  test('only our own address may change something', () => {
    expect(statusOf(ORIGIN)).toBe('passes');
    expect(statusOf('http://localhost:3000')).toBe('passes');
    for (const origin of [
      null,
      'null',
      'https://evil.example',
      'http://localhost:4000',
      'https://127.0.0.1:3000',
      'http://127.0.0.1.evil.example:3000',
    ]) {
      expect([origin, statusOf(origin)]).toEqual([origin, 'FORBIDDEN']);
    }
  });

  test('a name that was made to point here is not ours, an address in numbers is', () => {
    expect(statusOf('http://rebind.example:3000', app.deps.env, 'rebind.example:3000')).toBe('FORBIDDEN');
    expect(statusOf('http://192.168.1.5:3000', app.deps.env, '192.168.1.5:3000')).toBe('passes');
    expect(statusOf('http://192.168.1.5:3000', app.deps.env, '127.0.0.1:3000')).toBe('FORBIDDEN');
    const env = { ...app.deps.env, publicUrl: 'https://fermata.example' };
    expect(statusOf('https://fermata.example', env)).toBe('passes');
    expect(statusOf('http://fermata.example', env)).toBe('FORBIDDEN');
  });

  test('every route refuses them, with a cookie or without, and no answer invites them', async () => {
    const evil = {
      origin: 'https://evil.example',
      'content-type': 'application/json',
      cookie: 'fermata.session_token=x',
    };
    const post = (path: string, headers: Record<string, string>) =>
      new Request(`${ORIGIN}${path}`, { method: 'POST', headers, body: '{}' });
    const answers = await Promise.all([
      handleTrpc(post('/api/trpc/account.me', evil), app),
      handleTrpc(new Request(`${ORIGIN}/api/trpc/account.me`, { headers: evil }), app),
      handleRest(post('/api/v1/workflows/x/runs', evil), app),
      handleRest(post('/api/v1/workflows/x/runs', { ...evil, authorization }), app),
      postSetup(post('/api/setup', evil), app),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('tRPC', () => {
  const call = (path: string, init: { method?: string; body?: string; type?: string } = {}) =>
    handleTrpc(
      new Request(`${ORIGIN}/api/trpc/${path}`, {
        method: init.method ?? 'POST',
        headers: { authorization, origin: ORIGIN, 'content-type': init.type ?? 'application/json' },
        ...(init.body === undefined ? {} : { body: init.body }),
      }),
      app,
    );
  const failure = async (response: Response) => {
    const body = await response.json();
    return (Array.isArray(body) ? body[0] : body).error.data;
  };

  test('errors carry code, sentence, details and request id, and no stack', async () => {
    const answer = await call('workflow.create', { body: JSON.stringify({ title: '', role: 'owner' }) });
    const data = await failure(answer);
    expect(data).toMatchObject({
      httpStatus: 400,
      error: { code: 'VALIDATION', requestId: answer.headers.get('x-request-id') },
    });
    expect(data.error.details).toContainEqual({ path: ['role'], message: 'Unknown key.' });
    expect(data.stack).toBeUndefined();
    const missing = await failure(await call('run.get?input=%7B%22id%22%3A%22x%22%7D', { method: 'GET' }));
    expect(missing).toMatchObject({ code: 'NOT_FOUND', error: { code: 'NOT_FOUND' } });
    expect(await failure(await call('no.such', { body: '{}' }))).toMatchObject({ error: { code: 'NOT_FOUND' } });
    expect(await failure(await call('workflow.create', { body: '{' }))).toMatchObject({
      error: { code: 'VALIDATION' },
    });
  });

  test('S-41: a huge batch is refused, a usual one is answered', async () => {
    const batch = (size: number) =>
      call(`${Array<string>(size).fill('account.me').join(',')}?batch=1&input=%7B%7D`, { method: 'GET' });
    expect((await batch(MAX_BATCH_SIZE)).status).toBe(200);
    expect((await batch(10_000)).status).toBe(400);
  });

  test('S-40, S-41: forms are 415, large bodies 413, and a prototype stays out of reach', async () => {
    expect((await call('workflow.create', { body: 'title=x', type: 'application/x-www-form-urlencoded' })).status).toBe(
      415,
    );
    expect((await call('workflow.create', { body: JSON.stringify({ title: 'x'.repeat(6_000_000) }) })).status).toBe(
      413,
    );
    const body = '{"title": "x", "__proto__": {"polluted": true}}';
    expect((await call('workflow.create', { body })).status).toBe(400);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('S-18: a GET never changes anything', async () => {
    const input = encodeURIComponent(JSON.stringify({ title: 'By GET' }));
    const before = await app.deps.prisma.workflow.count();
    expect((await call(`workflow.create?input=${input}`, { method: 'GET' })).status).toBe(405);
    expect(await app.deps.prisma.workflow.count()).toBe(before);
  });

  test('S-39: headers that confused proxies elsewhere do not let a visitor in', async () => {
    const headers = {
      'x-middleware-subrequest': 'proxy',
      'x-forwarded-host': 'x',
      rsc: '1',
      'next-router-prefetch': '1',
    };
    expect((await handleTrpc(new Request(`${ORIGIN}/api/trpc/account.me.rsc`, { headers }), app)).status).toBe(404);
    expect((await handleTrpc(new Request(`${ORIGIN}/api/trpc/account.me`, { headers }), app)).status).toBe(401);
  });
});

test('S-29: health tells a stranger no more than that it works', async () => {
  const answer = await getHealth(app.deps);
  expect(await answer.json()).toEqual({ status: 'ok', version: expect.any(String), database: 'ok', runners: 0 });
});

test('S-26: only a proxy of our own may say who asked', () => {
  const address = (publicUrl: string, peer: string | null, forwarded?: string) =>
    clientAddress(
      new Headers({ ...(peer ? { [PEER_HEADER]: peer } : {}), ...(forwarded ? { 'x-forwarded-for': forwarded } : {}) }),
      { publicUrl },
    );
  expect(address('http://127.0.0.1:3000', '127.0.0.1', '8.8.8.8')).toBe('127.0.0.1');
  expect(address('https://fermata.example', '10.0.0.2', '1.1.1.1, 8.8.8.8')).toBe('8.8.8.8');
  expect(address('https://fermata.example', '9.9.9.9', '8.8.8.8')).toBe('9.9.9.9');
  expect(address('https://fermata.example', null, '8.8.8.8')).toBeNull();
});
