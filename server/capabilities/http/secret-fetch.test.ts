import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpRequest } from '#core/node/capabilities.ts';
import { changeSecret } from '#server/secret/change-secret.ts';
import { createSecret } from '#server/secret/create-secret.ts';
import { deleteSecret } from '#server/secret/delete-secret.ts';
import { listSecrets } from '#server/secret/list-secrets.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { createEgressFetch } from './egress.ts';
import { createHttpCapability } from './secret-fetch.ts';

const VALUE = 'a value for one host';
const servers: Server[] = [];
let app: TestApp;
let id: string;

beforeAll(async () => {
  app = await createTestApp();
  ({ id } = await createSecret(app.deps, app.owner, { name: 'pay_api', value: VALUE, hosts: ['127.0.0.1'] }));
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await app.close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function send(url: string, change: Partial<HttpRequest> = {}) {
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const egress = createEgressFetch({ allow: ['127.0.0.1', 'other.test'], resolve });
  const secret = { name: 'pay_api', header: 'authorization', prefix: 'Bearer ' };
  const request = { method: 'GET', url, headers: {}, secret, timeoutMs: 5_000, maxBytes: 100_000, ...change };
  return createHttpCapability(app.deps, egress, app.owner.workspaceId).fetch(request, {
    signal: new AbortController().signal,
  });
}

test('S-22: a secret goes to its host in the header that was asked for, and its echo does not come back', async () => {
  const seen: IncomingMessage['headers'][] = [];
  const host = await listen((request, response) => {
    seen.push(request.headers);
    response.setHeader('x-echo', request.headers.authorization ?? '');
    response.end(JSON.stringify(request.headers));
  });
  const answer = await send(`http://${host}/`, { headers: { Authorization: 'Basic mine' } });
  await send(`http://${host}/`, { secret: { name: 'pay_api', header: 'X-Api-Key', prefix: '' } });
  expect(seen.map((headers) => [headers.authorization, headers['x-api-key']])).toEqual([
    [`Bearer ${VALUE}`, undefined],
    [undefined, VALUE],
  ]);
  expect(answer.headers['x-echo']).toBe('Bearer [secret pay_api]');
  expect(Buffer.from(answer.body).toString()).toContain('"authorization":"Bearer [secret pay_api]"');
});

test('S-22: to another host nothing is sent at all, whoever named the address', async () => {
  let hits = 0;
  const host = await listen((_request, response) => {
    hits += 1;
    response.end();
  });
  const [, port] = host.split(':');
  await expect(send(`http://other.test:${port}/`)).rejects.toMatchObject({ error: { code: 'SECRET_REFUSED' } });
  await expect(send(`http://127.0.0.1@other.test:${port}/`)).rejects.toMatchObject({ error: { retryable: false } });
  expect(hits).toBe(0);
});

test('S-31: a redirect to another origin goes on without the secret, even to an allowed host', async () => {
  const seen: IncomingMessage['headers'][] = [];
  const target = await listen((request, response) => {
    seen.push(request.headers);
    response.end('there');
  });
  for (const to of [target, target.replace('127.0.0.1', 'other.test')]) {
    const host = await listen((_request, response) => response.writeHead(307, { location: `http://${to}/` }).end());
    for (const header of ['authorization', 'x-api-key']) {
      await send(`http://${host}/`, { secret: { name: 'pay_api', header, prefix: '' } });
    }
  }
  expect(seen).toHaveLength(4);
  expect(JSON.stringify(seen)).not.toContain('one host');
});

test('an unknown secret is said by name; one that no header can hold too', async () => {
  const secret = { name: 'absent', header: 'authorization', prefix: '' };
  await expect(send('http://127.0.0.1:1/', { secret })).rejects.toMatchObject({ error: { code: 'SECRET_UNKNOWN' } });
  await createSecret(app.deps, app.owner, { name: 'pem', value: 'line one\nline two', hosts: ['127.0.0.1'] });
  await expect(send('http://127.0.0.1:1/', { secret: { ...secret, name: 'pem' } })).rejects.toThrow(/line breaks/);
});

test('who uses a secret is listed, and a provider keeps it from being deleted', async () => {
  const { workspaceId } = app.owner;
  const provider = await app.deps.prisma.provider.create({
    data: { workspaceId, name: 'acme', kind: 'compatible', secretId: id, models: [] },
  });
  const { name } = await app.as(app.owner).workflow.create({ title: 'Pays' });
  const { document, revision } = await app.as(app.owner).workflow.get({ name });
  const pay = {
    id: 'pay',
    type: 'http',
    position: { x: 0, y: 0 },
    config: { url: 'https://a.test', secret: 'pay_api' },
  };
  document.spec.nodes.push(pay);
  await app.as(app.owner).workflow.saveDraft({ name, baseRevision: revision, document });
  const own = (await listSecrets(app.deps, app.owner)).find((each) => each.id === id);
  expect(own?.usedBy).toEqual({ providers: ['acme'], workflows: [{ name, title: 'Pays' }] });
  expect(JSON.stringify(await listSecrets(app.deps, app.owner))).not.toContain('one host');
  await expect(deleteSecret(app.deps, app.owner, { id })).rejects.toThrow('is the key of acme');
  await app.deps.prisma.provider.delete({ where: { id: provider.id } });
  await deleteSecret(app.deps, app.owner, { id });
  await expect(changeSecret(app.deps, app.owner, { id, hosts: [] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
