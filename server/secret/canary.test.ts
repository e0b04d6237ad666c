import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { JsonObject } from '#core/json.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';
import { createCapabilities } from '#server/capabilities/create-capabilities.ts';
import { createLog } from '#server/log.ts';
import { handleRest } from '#server/http/rest/dispatch.ts';
import { type Runner, startRunner } from '#server/runner/runner.ts';
import { type FakeOpenAi, startFakeOpenAi } from '#server/testing/fake-openai.ts';
import { createTestApp, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { createSecret } from './create-secret.ts';
import { hideSettings } from './master-key.ts';

/** With everything that some way of writing changes. */
const CANARY = 'cnry"Zq/9+xW7\\pL~ tüv5=endOfCanary';
/** The key of the model provider, which comes from the environment. */
const MODEL_KEY = 'sk-fake-K3yOfTheEnvironment';

let app: TestApp;
let runner: Runner;
let echo: Server;
let models: FakeOpenAi;
let folder: string;
let authorization: string;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fermata-canary-'));
  app = await createTestApp();
  authorization = await app.ownerKey();
  await createSecret(app.deps, app.owner, { name: 'pay_api', value: CANARY, hosts: ['127.0.0.1'] });
  echo = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => echo.once('listening', resolve));
  origin = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  models = await startFakeOpenAi();
  models.queue(
    {
      kind: 'status',
      status: 401,
      body: { error: { message: `Incorrect API key provided: ${MODEL_KEY}. ${CANARY}` } },
    },
    { kind: 'text', text: `A model that says ${CANARY} in the middle of its answer` },
  );
  const openai = { apiKey: MODEL_KEY, baseUrl: models.baseUrl };
  const env = { ...app.deps.env, egressAllow: ['127.0.0.1'], openai };
  hideSettings(env);
  runner = await startRunner({
    url: env.databaseUrl,
    definitions: nodeDefinitions,
    executors: nodeExecutors,
    capabilities: (pool) => createCapabilities({ env, pool }),
    log: createLog('debug', 'runner', join(folder, 'log')),
  });
});
afterAll(async () => {
  await runner.stop();
  await models.close();
  echo.closeAllConnections();
  echo.close();
  await app.close();
  await rm(folder, { recursive: true });
});

/** A service that gives back what it was sent, in every way that services do. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const sent = Buffer.from(request.headers.authorization ?? '', 'latin1').toString('latin1');
  const key = sent.replace(/^Bearer /, '') || 'none';
  const say = (status: number, body: string, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body);
  switch (new URL(request.url ?? '/', 'http://x').pathname) {
    case '/ok':
      return void say(200, JSON.stringify({ token: key }), { 'content-type': 'application/json' });
    case '/header':
      return void say(400, 'see header', { 'x-echo': encodeURIComponent(key), 'x-raw': key });
    case '/redirect':
      return void say(302, '', { location: `/body?key=${encodeURIComponent(key)}` });
    case '/base64':
      return void say(
        400,
        [key, `u:${key}`, `us:${key}!`].map((text) => Buffer.from(text).toString('base64')).join(' '),
      );
    case '/address':
      return void say(400, `${encodeURIComponent(key)} ${new URLSearchParams({ key }).toString()}`);
    case '/json':
      return void say(400, JSON.stringify({ error: JSON.stringify({ key }) }), { 'content-type': 'application/json' });
    case '/hang':
      return void response.writeHead(200).write(key);
    case '/busy':
      return void say(503, `busy ${key}`);
    case '/cut':
      // Where the node keeps the beginning of the answer only, in the middle of the secret.
      return void say(400, `${'x'.repeat(3_985)}${key}`);
    case '/broken':
      return void say(200, `{"token": "${key}`);
    case '/long':
      return void say(200, `${'long '.repeat(2_000)}${key}`.repeat(8));
    default:
      return void say(400, `not so, ${key}`);
  }
}

const call = (id: string, path: string, config: JsonObject = {}, more: JsonObject = {}) => ({
  id,
  type: 'http',
  position: { x: 0, y: 0 },
  config: { method: 'GET', url: `${origin}${path}`, secret: 'pay_api', ...config },
  retry: { maxAttempts: 1 },
  onError: 'continue',
  fallback: null,
  ...more,
});

const agent = (id: string, prompt: string) => ({
  id,
  type: 'agent',
  position: { x: 0, y: 0 },
  config: { prompt, model: 'openai/gpt-test' },
  retry: { maxAttempts: 1 },
  onError: 'continue',
  fallback: null,
});

/** Twelve ways to fail and to give the secret away with it, and some ways to succeed with it. */
function document(name: string): WorkflowDocument {
  const position = { x: 0, y: 0 };
  const first = [
    call('body', '/body'),
    call('header', '/header'),
    call('redirect', '/redirect'),
    call('base64', '/base64'),
    call('address', '/address'),
    call('json', '/json'),
    call('hang', '/hang', { timeoutMs: 300 }),
    call('busy', '/busy', {}, { retry: { maxAttempts: 3, backoff: '10ms' } }),
    call('cut', '/cut'),
    call('broken', '/broken', { parse: 'json' }),
    call('long', '/long'),
    call('ok', '/ok'),
  ];
  const nodes = [
    { id: 'start', type: 'start', position, config: {} },
    ...first,
    agent('refused', 'Say something'),
    agent('told', 'Say it: {{ nodes.ok.output }}'),
    {
      id: 'template',
      type: 'set',
      position,
      config: { values: { n: '{{ int(nodes.ok.output.body.token) }}' } },
      onError: 'continue',
      fallback: null,
    },
    { id: 'each', type: 'map', position, config: { items: '{{ ["a", "b"] }}', onItemError: 'collect' } },
    { ...call('item', '/body'), parent: 'each', onError: 'fail', fallback: undefined },
    { id: 'done', type: 'end', position, config: { value: '{{ nodes.long.output }}' } },
  ];
  const edges = [
    ...first.map(({ id }) => ({ from: 'start', to: id })),
    { from: 'ok', to: 'refused' },
    { from: 'refused', to: 'told' },
    { from: 'ok', to: 'template' },
    { from: 'ok', to: 'each' },
    { from: 'long', to: 'done' },
  ];
  const document = { apiVersion: 'fermata/v1', kind: 'Workflow', metadata: { name }, spec: { nodes, edges } };
  return JSON.parse(JSON.stringify(document)) as WorkflowDocument;
}

/** What may be nowhere: any ten characters in a row of the value, and the value in every other form. */
function tracesOf(secret: string): string[] {
  const windows = Array.from({ length: secret.length - 9 }, (_, at) => secret.slice(at, at + 10));
  const base64 = ['', 'u:', 'x'].flatMap((before) => {
    const text = Buffer.from(before + secret)
      .toString('base64')
      .slice(3, -4);
    return [text.slice(0, 12), text.slice(-12)];
  });
  const quoted = windows.map((text) => JSON.stringify(text).slice(1, -1));
  return [...windows, ...quoted, ...windows.map(encodeURIComponent), ...base64, JSON.stringify(quoted.join(''))];
}

function leaksIn(text: string): string[] {
  return [...tracesOf(CANARY), ...tracesOf(MODEL_KEY)].filter((trace) => text.includes(trace));
}

async function everyTable(): Promise<Map<string, string>> {
  const { pool } = app.deps;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const tables = new Map<string, string>();
  for (const { name } of rows) {
    const dump = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    // A row as text doubles quotes and backslashes; both ways to read it are looked through.
    const text = dump.rows.map(({ row }) => row).join('\n');
    tables.set(name, `${text}\n${text.replaceAll('""', '"').replaceAll('\\\\', '\\')}`);
  }
  return tables;
}

describe('S-30: a canary through twelve failing nodes', () => {
  let runId: string;
  let streamed = '';

  beforeAll(async () => {
    const owner = app.as(app.owner);
    const { name } = await owner.workflow.create({ title: 'Canary' });
    await owner.workflow.saveDraft({ name, baseRevision: 1, document: document(name) });
    runId = (await owner.run.start({ workflow: name, source: 'draft', input: {}, simulated: false })).id;
    for await (const update of await owner.run.watch({ id: runId })) streamed += `${JSON.stringify(update)}\n`;
  });

  test('every node got the secret, failed as it should, and names it', async () => {
    const nodes = await app.deps.prisma.nodeRun.findMany({ where: { runId }, select: { key: true, status: true } });
    const failed = nodes.filter(({ status }) => status === 'failed').map(({ key }) => key);
    expect(failed.sort()).toEqual(
      [
        ...['address', 'base64', 'body', 'broken', 'busy', 'cut', 'each[0].item', 'each[1].item', 'hang', 'header'],
        ...['json', 'redirect', 'refused', 'template'],
      ].sort(),
    );
    expect(streamed).toContain('[secret pay_api]');
    expect(streamed).toContain('[secret OPENAI_API_KEY]');
    expect(models.requests.length).toBe(2);
  });

  test('no table of the database has it', async () => {
    const tables = await everyTable();
    expect(tables.get('public.run_event')).toContain('[secret pay_api]');
    expect(tables.get('public.artifact')).toContain('[secret pay_api]');
    const leaks = [...tables].flatMap(([name, text]) => leaksIn(text).map((trace) => `${name}: ${trace}`));
    expect(leaks).toEqual([]);
  });

  test('neither do the log, the live stream, the API, the export and what the model was asked', async () => {
    const log = await readFile(join(folder, 'log'), 'utf8');
    const get = async (path: string) => {
      const request = new Request(`${ORIGIN}/api/v1${path}`, { headers: { authorization } });
      return (await handleRest(request, app)).text();
    };
    const { workflow } = await app.as(app.owner).run.get({ id: runId });
    const answers = await Promise.all([
      get(`/runs/${runId}`),
      get('/runs'),
      get(`/runs/${runId}/events`),
      get(`/workflows/${workflow.name}`),
    ]);
    const secrets = JSON.stringify(await app.as(app.owner).secret.list());
    const asked = JSON.stringify(models.requests.map(({ body }) => body));
    expect(log).not.toBe('');
    expect(answers[0]).toContain(runId);
    expect(asked).toContain('[secret pay_api]');
    expect([log, streamed, ...answers, secrets, asked].flatMap(leaksIn)).toEqual([]);
  });

  test('a line of the log that a library writes has it taken out too', async () => {
    const log = createLog('info', 'test', join(folder, 'other'));
    log.error(
      { err: new Error(`connect to https://u:${CANARY}@db failed`), nested: { deep: { value: CANARY } } },
      CANARY,
    );
    const text = await readFile(join(folder, 'other'), 'utf8');
    expect(text).toContain('[secret pay_api]');
    expect(leaksIn(text)).toEqual([]);
  });
});
