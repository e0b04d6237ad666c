import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { createRunningApp, type RunningApp } from '#server/testing/app-runner.ts';
import { startRestServer } from '#server/testing/rest-server.ts';
import { gateDocument } from '#server/testing/test-app.ts';

// Every command is a process that starts; a test has up to a dozen, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });

let app: RunningApp;
let server: Awaited<ReturnType<typeof startRestServer>>;
let folder: string;
let key: string;

beforeAll(async () => {
  app = await createRunningApp();
  key = (await app.ownerKey()).replace('Bearer ', '');
  server = await startRestServer(app);
  folder = await mkdtemp(join(tmpdir(), 'fermata-cli-'));
});
afterAll(async () => {
  await server.close();
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** The program as a person starts it, with nothing but its environment. */
function fermata(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/fermata.ts', ...args], {
      env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', FERMATA_URL: server.url, FERMATA_API_KEY: key, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended: Ended = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk) => (ended.out += chunk));
    child.stderr.on('data', (chunk) => (ended.err += chunk));
    child.on('close', (code) => done({ ...ended, code }));
  });
}

async function file(name: string, content: string | WorkflowDocument): Promise<string> {
  const path = join(folder, name);
  const format = name.endsWith('.json') ? 'json' : 'yaml';
  await writeFile(path, typeof content === 'string' ? content : formatDocument(content, format));
  return path;
}

/** Adds one to an amount, and fails for what is no number. */
const echo = (name: string): WorkflowDocument => ({
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name },
  spec: {
    nodes: [
      { id: 'start', type: 'start', position: { x: 0, y: 0 }, config: {} },
      { id: 'add', type: 'set', position: { x: 0, y: 0 }, config: { values: { sum: '{{ input.amount + 1 }}' } } },
      { id: 'done', type: 'end', position: { x: 0, y: 0 }, config: { value: { sum: '{{ nodes.add.output.sum }}' } } },
    ],
    edges: [
      { from: 'start', to: 'add' },
      { from: 'add', to: 'done' },
    ],
  },
});

test('says how it is called, and what is missing', async () => {
  const help = await fermata(['--help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  for (const command of ['apply', 'run', 'approve', 'export']) {
    expect(help.out).toContain(command);
    expect(await fermata([command, '--help'])).toMatchObject({ code: 0, out: expect.stringContaining(command) });
  }
  expect(await fermata(['aply'])).toMatchObject({ code: 1, err: expect.stringContaining('no command "aply"') });
  expect(await fermata(['run', 'x'], { FERMATA_API_KEY: '' })).toMatchObject({
    code: 1,
    err: expect.stringContaining('FERMATA_API_KEY'),
  });
  expect(await fermata(['run', 'x', '--url', 'http://127.0.0.1:9'])).toMatchObject({
    code: 1,
    err: 'Fermata does not answer at http://127.0.0.1:9. Is it running there?\n',
  });
  expect(await fermata(['run', 'x', '--key', 'fmt_wrong'])).toMatchObject({
    code: 1,
    err: 'This API key is not valid.\n',
  });
});

describe('apply', () => {
  test('files go in, are published, and come out the same', async () => {
    const [yaml, json] = [await file('one.yaml', echo('one')), await file('two.json', echo('two'))];
    const applied = await fermata(['apply', yaml, json, '--publish']);
    expect(applied).toMatchObject({ code: 0, err: '' });
    expect(applied.out).toBe(`${yaml}: one: published as version 1\n${json}: two: published as version 1\n`);
    expect((await fermata(['export', 'one'])).out).toBe(formatDocument(echo('one'), 'yaml'));
  });

  test('every error comes with its file, line and column, and the other files are applied', async () => {
    const text = formatDocument(echo('typo'), 'yaml');
    const [good, shape, syntax, unsound, json] = [
      await file('good.yaml', echo('good')),
      await file('shape.yaml', text.replace('config:', 'confg:')),
      await file('syntax.yaml', 'a: [1,\nb: }'),
      await file('unsound.yaml', text.replace('name: typo', 'name: unsound').replace('input.amount', 'inptu.amount')),
      await file('shape.json', formatDocument(echo('typo'), 'json').replace('"config"', '"confg"')),
    ];
    const { code, out, err } = await fermata(['apply', shape, good, syntax, unsound, json, '--publish']);
    expect(code).toBe(1);
    expect(out).toBe(`${good}: good: published as version 1\n`);
    const line = text.split('\n').findIndex((each) => each.includes('config:')) + 1;
    expect(err).toMatch(new RegExp(`shape\\.yaml:${line}:\\d+: error: Unknown key "confg"; did you mean "config"\\?`));
    expect(err).toMatch(/syntax\.yaml:2:\d+: error: This is not YAML/);
    expect(err).toMatch(/unsound\.yaml:\d+:\d+: error: .*inptu.*\(spec\.nodes\.1\.config\.values\.sum\)/);
    expect(err).toMatch(/shape\.json:\d+:\d+: error: Unknown key "confg"/);
    expect((await fermata(['apply', join(folder, 'none.yaml')])).err).toContain('There is no file');
  });
});

describe('run', () => {
  test('prints the output alone on stdout, and ends with 0', async () => {
    await fermata(['apply', await file('sum.yaml', echo('sum')), '--publish']);
    const ended = await fermata(['run', 'sum', '--input', 'amount=2', '--follow']);
    expect(ended).toMatchObject({ code: 0, out: '{\n  "sum": 3\n}\n' });
    expect(ended.err).toMatch(/\d\d:\d\d:\d\d node\.succeeded add\n/);
    const input = await file('input.json', '{"amount": 5}');
    expect(await fermata(['run', 'sum', '--input-file', input, '--wait'])).toMatchObject({ out: '{\n  "sum": 6\n}\n' });
    expect((await fermata(['run', 'sum', '--input', 'amount=2'])).out).toMatch(/^[\da-f-]{36} http\S+\n$/);
  });

  test('ends with 1 and the reason when the run fails or cannot start', async () => {
    await fermata(['apply', await file('fails.yaml', echo('fails')), '--publish']);
    const ended = await fermata(['run', 'fails', '--input', 'amount=many', '--wait']);
    expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining('The run failed: ') });
    expect(await fermata(['run', 'nobody'])).toMatchObject({ code: 1, err: 'There is no such workflow.\n' });
    expect(await fermata(['run', 'fails', '--input', 'amount'])).toMatchObject({
      code: 1,
      err: '"amount" is not an input: write name=value.\n',
    });
  });
});

test('approve shows what is decided about, edits it and lets the run go on', async () => {
  await fermata(['apply', await file('gate.yaml', gateDocument('gate')), '--publish']);
  const waits = await fermata(['run', 'gate', '--wait']);
  expect(waits).toMatchObject({ code: 2, out: '' });
  const id = /approve ([\da-f-]{36})/.exec(waits.err)?.[1] ?? '';
  const run = /^Run ([\da-f-]{36})/.exec(waits.err)?.[1] ?? '';

  expect(await fermata(['approve', id])).toMatchObject({ code: 1, err: expect.stringContaining('add --yes') });
  expect(await fermata(['approve', id, '--set', 'colour=red', '--yes'])).toMatchObject({
    code: 1,
    err: 'This approval has no field "colour" to edit. It has: amount, reason.\n',
  });
  const approved = await fermata(['approve', '--run', run, '--set', 'amount=7', '--comment', 'fine', '--yes']);
  expect(approved.code).toBe(0);
  expect(approved.out).toContain('May this go out?');
  expect(approved.out).toContain('  amount: 5 -> 7\n');
  expect(approved.out).toContain('  reason: broken\n');
  const ended = async () => (await fermata(['approve', id, '--yes'])).err;
  expect(await ended()).toContain('waits for anybody (any more)');
  const row = await app.deps.prisma.approval.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ status: 'approved', comment: 'fine', values: { amount: 7, reason: 'broken' } });
});
