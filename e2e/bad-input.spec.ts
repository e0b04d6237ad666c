import type { APIResponse } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { PAPER, publish, startRun } from './fixtures/workflows.ts';

const document = (nodes: string, edges: string) => `
apiVersion: fermata/v1
kind: Workflow
metadata: { name: hostile }
spec:
  nodes:
    - { id: start, type: start }
${nodes}
  edges:
${edges}
`;

const DONE = '    - { id: done, type: end }';
const TO_DONE = '    - { from: start, to: done }';

const DOCUMENTS: {
  title: string;
  yaml: string;
  status: number;
  code: string;
  details: unknown;
}[] = [
  {
    title: 'malformed YAML',
    yaml: 'apiVersion: fermata/v1\nkind: Workflow\nmetadata: { name: [hostile }\n',
    status: 400,
    code: 'MALFORMED',
    details: { line: 3, column: expect.any(Number) },
  },
  {
    title: 'an unknown key',
    yaml: document(DONE, TO_DONE).replace('id: done,', 'id: done, confg: {},'),
    status: 400,
    code: 'VALIDATION',
    details: [
      expect.objectContaining({
        path: ['spec', 'nodes', 1, 'confg'],
        message: expect.stringMatching(/did you mean "?config/i),
        line: 8,
        column: expect.any(Number),
      }),
    ],
  },
  {
    title: 'a node type that does not exist',
    yaml: document(DONE.replace('type: end', 'type: agnet'), TO_DONE),
    status: 400,
    code: 'VALIDATION',
    details: [
      expect.objectContaining({
        path: ['spec', 'nodes', 1, 'type'],
        message: expect.stringMatching(/not supported by this version.*agent/),
      }),
    ],
  },
  {
    title: 'a circle without a loop edge',
    yaml: document(
      `    - { id: a, type: set, config: { values: { x: "1" } } }\n${DONE}`,
      '    - { from: start, to: a }\n    - { from: a, to: a }\n    - { from: a, to: done }',
    ),
    status: 422,
    code: 'INVALID_WORKFLOW',
    details: expect.arrayContaining([
      expect.objectContaining({ edgeId: 'a.out->a', message: expect.stringMatching(/loop/i) }),
    ]),
  },
  {
    title: 'an expression that cannot be read',
    yaml: document(DONE.replace(' }', ', config: { value: "{{ input. }}" } }'), TO_DONE),
    status: 422,
    code: 'INVALID_WORKFLOW',
    details: expect.arrayContaining([
      expect.objectContaining({ nodeId: 'done', path: expect.arrayContaining(['config', 'value']) }),
    ]),
  },
  {
    title: 'an expression about a node that is not there',
    yaml: document(DONE.replace(' }', ', config: { value: "{{ nodes.strat.output }}" } }'), TO_DONE),
    status: 422,
    code: 'INVALID_WORKFLOW',
    details: expect.arrayContaining([
      expect.objectContaining({ nodeId: 'done', message: expect.stringMatching(/strat/) }),
    ]),
  },
];

for (const { title, yaml, status, code, details: place } of DOCUMENTS) {
  test(`${title} is refused with its place`, async ({ api }) => {
    const response = await api.put('/api/v1/workflows/hostile?publish=true', {
      data: yaml,
      headers: { 'content-type': 'application/yaml' },
    });
    expect(response.status(), await response.text()).toBe(status);
    expect(await errorOf(response)).toMatchObject({ code, details: place, requestId: expect.any(String) });
  });
}

test('an input of wrong types is refused, every place at once', async ({ api }) => {
  const name = await publish(api, PAPER);
  const response = await api.post(`/api/v1/workflows/${name}/runs`, {
    data: { input: { title: 7, pages: 'three', kind: 'poem' } },
  });
  expect(response.status()).toBe(400);
  const { code, details: places } = await errorOf(response);
  expect(code).toBe('VALIDATION');
  expect(
    places.map((place: { path: string[] }) =>
      [place.path]
        .flat()
        .join('.')
        .replace(/^input\./, ''),
    ),
  ).toEqual(['title', 'pages', 'kind']);
});

test('D-21: bodies too large or too deep, and ids that nobody has, are refused', async ({ api }) => {
  const runs = `/api/v1/workflows/${await publish(api, PAPER)}/runs`;
  const before = await countRuns();
  const send = async (text: string) =>
    (await api.post(runs, { data: Buffer.from(text), headers: { 'content-type': 'application/json' } })).status();

  expect(await send(`{"input":{"title":"${'x'.repeat(6 * 1024 * 1024)}","pages":1}}`)).toBe(413);
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`;
  expect(await send(`{"input":{"title":"deep","pages":1,"more":${deep}}}`)).toBe(400);
  expect(await send(`{"input":{"title":"cut`)).toBe(400);
  for (const path of ['workflows/nobody', 'runs/nobody', 'runs/00000000-0000-4000-8000-000000000000']) {
    const response = await api.get(`/api/v1/${path}`);
    expect(response.status(), path).toBe(404);
    expect((await errorOf(response)).code).toBe('NOT_FOUND');
  }
  expect(await countRuns()).toBe(before);

  async function countRuns(): Promise<number> {
    return (await (await api.get('/api/v1/runs?workflow=paper&limit=100')).json()).items.length;
  }
});

test('S-40: NUL and half characters become U+FFFD and the run goes on; __proto__ is plain data', async ({
  api,
  request,
}) => {
  const yaml = PAPER.replace('name: paper, title: Paper', 'name: odd, title: Odd').replace(
    'value: { title: "{{ nodes.gate.output.values.title }}" }',
    'value: "{{ input }}"',
  );
  const runs = `/api/v1/workflows/${await publish(api, yaml)}/runs`;
  const body = String.raw`{"input":{"title":"a\u0000b\ud800c","pages":1,"__proto__":{"polluted":true}}}`;
  const started = await api.post(runs, {
    data: Buffer.from(body),
    headers: { 'content-type': 'application/json' },
  });
  expect(started.status(), await started.text()).toBe(201);
  const { id } = await started.json();
  const pending = async () => (await (await api.get(`/api/v1/approvals?status=pending&run=${id}`)).json()).items;
  await expect.poll(pending).toHaveLength(1);
  const [gate] = await pending();
  expect(gate.message).toBe('Print a\uFFFDb\uFFFDc?');
  const decided = await api.post(`/api/v1/approvals/${gate.id}/decision`, {
    data: Buffer.from(
      String.raw`{"decision":"approved","comment":"fine\u0000","values":{"title":"x\ud800"},"payloadHash":"${gate.payloadHash}"}`,
    ),
    headers: { 'content-type': 'application/json' },
  });
  expect(decided.status(), await decided.text()).toBe(200);
  const run = async () => (await api.get(`/api/v1/runs/${id}`)).json();
  await expect.poll(async () => (await run()).status).toBe('succeeded');
  const { output } = await run();
  expect(output.title).toBe('a\uFFFDb\uFFFDc');
  expect(Object.hasOwn(output, '__proto__')).toBe(true);
  expect((await request.get('/api/health')).status()).toBe(200);
});

test('D-09: two decisions at the same moment: one counts, the other is told who and when', async ({ api }) => {
  const run = await startRun(api, await publish(api, PAPER), { title: 'On fermatas', pages: 3 });
  const pending = async () => (await (await api.get(`/api/v1/approvals?status=pending&run=${run}`)).json()).items;
  await expect.poll(pending).toHaveLength(1);
  const [gate] = await pending();
  const decide = (decision: string) =>
    api.post(`/api/v1/approvals/${gate.id}/decision`, {
      data: { decision, comment: 'now', payloadHash: gate.payloadHash },
    });
  const answers = await Promise.all([decide('approved'), decide('rejected')]);
  expect(answers.map((answer) => answer.status()).sort()).toEqual([200, 409]);
  const late = answers.find((answer) => answer.status() === 409);
  expect(late && (await errorOf(late))).toMatchObject({
    code: 'CONFLICT',
    details: { by: expect.anything(), at: expect.any(String) },
  });
});

async function errorOf(response: APIResponse) {
  return (await response.json()).error;
}
