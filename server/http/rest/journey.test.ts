import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunningApp, type RunningApp } from '#server/testing/app-runner.ts';
import { ORIGIN } from '#server/testing/test-app.ts';
import { checkedRest } from './testing/checked-rest.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await createRunningApp();
});
afterAll(() => app.close());

async function send(method: string, path: string, body?: unknown) {
  const type = typeof body === 'string' ? 'application/yaml' : 'application/json';
  const request = new Request(`${ORIGIN}/api/v1${path}`, {
    method,
    headers: { authorization: await app.ownerKey(), 'content-type': type },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = await checkedRest(request, app);
  return { status: answer.status, body: await answer.json() };
}
const call = async (method: string, path: string, body?: unknown) => (await send(method, path, body)).body;

interface Gate {
  id: string;
  key: string;
  payloadHash: string;
}

async function publish(name: string, spec: string): Promise<number> {
  const yaml = `apiVersion: fermata/v1\nkind: Workflow\nmetadata: { name: ${name} }\nspec:\n${spec}`;
  const answer = await send('PUT', `/workflows/${name}?publish=true`, yaml);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.version;
}
const start = async (name: string, input: unknown = {}): Promise<string> =>
  (await call('POST', `/workflows/${name}/runs`, { input })).id;
const gatesOf = async (run: string): Promise<Gate[]> =>
  (await call('GET', `/approvals?status=pending&run=${run}`)).items;
const reaches = (run: string, status: string) =>
  expect.poll(async () => (await call('GET', `/runs/${run}`)).status, { timeout: 15_000 }).toBe(status);
const decide = (gate: Pick<Gate, 'id' | 'payloadHash'>, decision: string) =>
  send('POST', `/approvals/${gate.id}/decision`, { decision, payloadHash: gate.payloadHash });

/** Resolves with the gates when these, and no others, are pending. */
async function waitsAt(run: string, ...keys: string[]): Promise<Gate[]> {
  const pending = async () => (await gatesOf(run)).map((gate) => gate.key).sort();
  await expect.poll(pending, { timeout: 15_000 }).toEqual([...keys].sort());
  const gates = await gatesOf(run);
  return keys.map((key) => gates.find((gate) => gate.key === key)!);
}

async function decidedIn(run: string): Promise<string[]> {
  const { items } = await call('GET', `/runs/${run}/events?limit=100`);
  return items.flatMap((event: { type: string; key: string }) =>
    event.type === 'approval.decided' ? [event.key] : [],
  );
}

test('a program publishes a template, starts it, edits and approves what waits, and gets the result', async () => {
  const { name } = await app.as(app.owner).workflow.createFromTemplate({ template: 'contract_review' });
  const document = await call('GET', `/workflows/${name}`);
  expect(await call('PUT', `/workflows/${name}?publish=true`, document)).toMatchObject({ version: 1 });
  const { id } = await call('POST', `/workflows/${name}/runs`, { input: {} });

  await expect.poll(() => gatesOf(id), { timeout: 15_000 }).toHaveLength(1);
  const [gate] = (await call('GET', `/approvals?status=pending&run=${id}`)).items;
  const seen = await app.as(app.owner).approval.get({ id: gate.id });
  expect(seen.consequences.map((consequence) => consequence.port)).toEqual(
    expect.arrayContaining(['approved', 'rejected']),
  );
  expect(seen.context.length).toBeGreaterThan(0);

  const [field] = Object.keys(gate.editable);
  const values = field && typeof gate.editable[field] === 'string' ? { [field]: 'Edited by hand' } : {};
  const decision = { decision: 'approved', values, payloadHash: gate.payloadHash };
  expect(await call('POST', `/approvals/${gate.id}/decision`, decision)).toMatchObject({ status: 'decided' });
  await reaches(id, 'succeeded');
  const run = await call('GET', `/runs/${id}`);
  expect(JSON.stringify(run.output)).toContain(Object.values(values)[0] ?? '');
  expect(run.simulated).toBe(true);
  expect(run.pendingApprovals).toEqual([]);
});

/** A gate in a loop, and beside it one that the loop leaves alone. */
const TWO_GATES = `
  nodes:
    - { id: start, type: start }
    - { id: draft, type: set, config: { values: { n: "{{ nodes.draft.iteration }}" } } }
    - { id: left, type: approval, config: { message: "Left of {{ nodes.draft.output.n }}" } }
    - { id: right, type: approval, config: { message: "Right" } }
    - { id: both, type: merge }
    - { id: done, type: end, config: { value: "{{ nodes.draft.output.n }}" } }
  edges:
    - { from: start, to: draft }
    - { from: start, to: right }
    - { from: draft, to: left }
    - { from: left.rejected, to: draft, loop: { max: 3 } }
    - { from: left.approved, to: both }
    - { from: right.approved, to: both }
    - { from: both, to: done }
`;

test('D-10, S-44: gates in a loop and beside each other are each decided once, by their own id, and the end stays', async () => {
  await publish('two_gates', TWO_GATES);
  const run = await start('two_gates');
  const [first, right] = await waitsAt(run, 'left', 'right');
  // What was shown at another gate; a gate that is not there yet; something that is no gate.
  expect(await decide({ ...first!, payloadHash: right!.payloadHash }, 'approved')).toMatchObject({
    status: 409,
    body: { error: { code: 'CONFLICT', details: { payloadHash: first!.payloadHash } } },
  });
  for (const id of [randomUUID(), run, 'left#2']) {
    expect((await decide({ id, payloadHash: first!.payloadHash }, 'approved')).status).toBe(404);
  }

  const ids = [first!.id];
  let gate = first!;
  for (const next of ['left#2', 'left#3', 'left#4']) {
    const answers = await Promise.all([decide(gate, 'rejected'), decide(gate, 'rejected')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const before = gate;
    [gate] = (await waitsAt(run, next, 'right')) as [Gate, Gate];
    expect((await decide(before, 'approved')).status).toBe(409);
    expect((await decide({ ...gate, payloadHash: before.payloadHash }, 'approved')).status).toBe(409);
    ids.push(gate.id);
  }
  expect(new Set(ids).size).toBe(4);
  expect((await decide(gate, 'approved')).status).toBe(200);
  expect((await waitsAt(run, 'right'))[0]?.id).toBe(right!.id);
  expect((await decide(right!, 'approved')).status).toBe(200);
  await reaches(run, 'succeeded');
  expect(await decidedIn(run)).toEqual(['left', 'left#2', 'left#3', 'left#4', 'right']);
  const votes = await app.deps.prisma.approval.findMany({ where: { runId: run }, include: { votes: true } });
  expect(votes.map((approval) => approval.votes.length)).toEqual([1, 1, 1, 1, 1]);

  const end = await call('GET', `/runs/${run}/events?after=0&limit=100`);
  await app.restartRunner();
  expect((await decide(right!, 'rejected')).status).toBe(409);
  expect((await send('POST', `/runs/${run}/cancel`, {})).status).toBe(200);
  await expect(app.deps.pool.query(`UPDATE run SET status = 'failed' WHERE id = $1`, [run])).rejects.toThrow('final');
  const later = await start('two_gates');
  await waitsAt(later, 'left', 'right');
  expect(await call('GET', `/runs/${run}`)).toMatchObject({ status: 'succeeded', output: 4 });
  expect(await call('GET', `/runs/${run}/events?after=0&limit=100`)).toEqual(end);
});

test('D-10: a decision after the run was stopped is refused and has no effect', async () => {
  await publish('two_gates', TWO_GATES);
  const run = await start('two_gates');
  const gates = await waitsAt(run, 'left', 'right');
  await call('POST', `/runs/${run}/cancel`, {});
  await reaches(run, 'cancelled');
  for (const gate of gates) expect((await decide(gate, 'approved')).status).toBe(409);
  expect(await decidedIn(run)).toEqual([]);
});

test('D-18: a run that waits ends by the version it began with, whatever is published meanwhile', async () => {
  const version = (value: string, gate: boolean) => `
  nodes:
    - { id: start, type: start }
${gate ? '    - { id: gate, type: approval, config: { message: "Go on?" } }' : ''}
    - { id: done, type: end, config: { value: ${value} } }
  edges:
${gate ? '    - { from: start, to: gate }\n    - { from: gate.approved, to: done }' : '    - { from: start, to: done }'}
`;
  expect(await publish('evolving', version('"one {{ nodes.gate.output.decision }}"', true))).toBe(1);
  const first = await call('GET', '/workflows/evolving');
  const run = await start('evolving');
  const [gate] = await waitsAt(run, 'gate');
  expect(await publish('evolving', version('two', true))).toBe(2);
  for (const number of [3, 4, 5]) expect(await publish('evolving', version(`n${number}`, false))).toBe(number);

  expect(await app.as(app.owner).run.get({ id: run })).toMatchObject({ version: 1, document: first });
  expect((await decide(gate!, 'approved')).status).toBe(200);
  await reaches(run, 'succeeded');
  expect(await call('GET', `/runs/${run}`)).toMatchObject({ version: 1, output: 'one approved' });
  expect(await app.as(app.owner).run.get({ id: run })).toMatchObject({ version: 1, document: first });
  const last = await start('evolving');
  await reaches(last, 'succeeded');
  expect(await call('GET', `/runs/${last}`)).toMatchObject({ version: 5, output: 'n5' });
});

test('S-43: data that looks like somebody’s stored objects, ours too, goes through a run unchanged', async () => {
  await publish(
    'plain_data',
    `
  nodes:
    - { id: start, type: start }
    - { id: copy, type: set, config: { values: { all: "{{ input.all }}" } } }
    - { id: each, type: map, config: { items: "{{ nodes.copy.output.all }}" } }
    - { id: one, type: set, parent: each, config: { values: { item: "{{ item }}" } } }
    - { id: done, type: end, config: { value: "{{ nodes.each.output }}" } }
  edges:
    - { from: start, to: copy }
    - { from: copy, to: each }
    - { from: each, to: done }
`,
  );
  const all: unknown = JSON.parse(`[
    {"lc": 1, "type": "secret", "id": ["DATABASE_URL"]},
    {"lc": 2, "type": "constructor", "id": ["os", "system"], "kwargs": {"command": "id"}},
    {"py/object": "os.system"}, {"$type": "System.Diagnostics.Process"}, {"$ref": "#/0"}, {"__proto__": {"polluted": 1}},
    {"ref": "00000000-0000-7000-8000-000000000000", "bytes": 7}, {"value": 1}, {"value": {"ref": "x", "bytes": 1}},
    {"kind": "succeeded", "output": 1, "port": "error"}, {"type": "run.succeeded", "output": {"value": 1}},
    {"error": {"code": "X"}}, {"toJSON": "x"}, {"constructor": {"prototype": {"polluted": 1}}},
    "{{ input }}", "\u2028", "2026-01-01T00:00:00.000Z", 1e300, -0.5, [], {}, null
  ]`);
  const run = await start('plain_data', { all });
  await reaches(run, 'succeeded');
  const { output } = await call('GET', `/runs/${run}`);
  expect(output).toEqual((all as unknown[]).map((item) => ({ item })));
  expect(JSON.stringify(output[5])).toBe('{"item":{"__proto__":{"polluted":1}}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
