import { afterEach, expect, test } from 'vitest';
import { validateInput } from '#core/graph/json-schema.ts';
import { needsOf, only } from '#core/graph/only.ts';
import type { Pin, WorkflowDocument } from '#core/graph/schema.ts';
import type { Json, JsonObject, Stored } from '#core/json.ts';
import type { ApprovalRequest } from '#core/node/executor.ts';
import { visibleOutput } from '#core/run/context.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { createEgressFetch } from '#server/capabilities/http/egress.ts';
import { createModelCapability } from '#server/capabilities/model/model-capability.ts';
import { environmentProviders } from '#server/capabilities/model/model-setup.ts';
import { makeUpAnswer } from '#server/capabilities/model/simulated-answer.ts';
import { startFakeOpenAi } from '#server/testing/fake-openai.ts';
import type { FakeOpenAi, FakeRequest } from '#server/testing/fake-openai.ts';
import { runInMemory } from '#server/testing/run-in-memory.ts';
import type { InMemoryRun } from '#server/testing/run-in-memory.ts';
import { findTemplate, templates } from './templates.ts';

let fake: FakeOpenAi | null = null;

afterEach(async () => {
  await fake?.close();
  fake = null;
});

/** The template as it is, only without the time that simulated answers take. */
function quick(id: string): WorkflowDocument {
  const { document } = findTemplate(id)!;
  const nodes = document.spec.nodes.map((node) => {
    const { simulation } = node.config as { simulation?: JsonObject };
    return node.type === 'agent'
      ? { ...node, config: { ...node.config, simulation: { ...simulation, latencyMs: 0 } } }
      : node;
  });
  return { ...document, spec: { ...document.spec, nodes } };
}

function defaultInput(document: WorkflowDocument, given: JsonObject = {}): Json {
  const input = validateInput(document.spec.input ?? {}, given);
  if (!input.ok) throw new Error('The defaults do not fit');
  return input.value;
}

const approve: InMemoryRun['decide'] = ({ editable }) => ({ decision: 'approved', comment: '', values: editable });

/** The environment's providers and no database: nothing here was set up in the settings. */
function capabilitiesWith(openai: { apiKey: string | null; baseUrl: string | null }): InMemoryRun['capabilities'] {
  const providers = environmentProviders({ openai, anthropic: { apiKey: null }, google: { apiKey: null } });
  const setup = { providers, environmentDefault: null, chosenDefault: null, prices: new Map() };
  return {
    model: createModelCapability({ workspaceId: 'workspace', setup: async () => setup }),
    http: { fetch: createEgressFetch({ allow: ['127.0.0.1'] }) },
  };
}

function run(id: string, options: Partial<InMemoryRun> & { given?: JsonObject } = {}) {
  const document = quick(id);
  const openai = { apiKey: fake ? 'sk-test' : null, baseUrl: fake?.baseUrl ?? null };
  return runInMemory({
    document,
    input: defaultInput(document, options.given),
    simulated: true,
    capabilities: capabilitiesWith(openai),
    decide: approve,
    ...options,
  });
}

function value(stored: Stored | undefined): Json {
  return stored && 'value' in stored ? stored.value : null;
}

test('an article is revised until the critic is content, then approved with edits and published', async () => {
  const shown: ApprovalRequest[] = [];
  const { state } = await run('draft_critique_publish', {
    decide: (approval) => {
      shown.push(approval);
      return { decision: 'approved', comment: '', values: { ...approval.editable, title: 'A better title' } };
    },
  });
  expect(state.status).toBe('succeeded');
  expect(Object.keys(state.executions)).toContain('draft#2');
  expect(shown).toHaveLength(1);
  expect(shown[0]?.title).toBe('Editor approves');
  expect(shown[0]?.message).toContain('0.86');
  expect(value(state.output)).toMatchObject({ published: true, title: 'A better title', answer: { id: 'art_1042' } });
  const second = value(state.executions['draft#2']?.config) as { prompt: string };
  expect(second.prompt).toContain('Your earlier draft');
  expect(second.prompt).toContain('Begin with one concrete case.');
  expect(second.prompt).not.toContain('What the editor said');
  expect(state.usage.costUsd).toBeGreaterThan(0);
});

test('a rejected article goes back to the writer with the comment; at the end of the loop it stays unpublished', async () => {
  const { state } = await run('draft_critique_publish', {
    decide: () => ({ decision: 'rejected', comment: 'Too long for my taste.', values: {} }),
  });
  expect(state.status).toBe('succeeded');
  expect(Object.keys(state.executions).filter((key) => key.startsWith('gate'))).toHaveLength(4);
  expect(value(state.output)).toMatchObject({ published: false, reason: 'The decision was: rejected' });
  const again = value(state.executions['draft#3']?.config) as { prompt: string };
  expect(again.prompt).toContain('Too long for my taste.');
});

test('three specialists work at once; the answer is edited and approved', async () => {
  const { state, events } = await run('contract_review', {
    decide: ({ editable }) => ({
      decision: 'approved',
      comment: 'ok',
      values: { ...editable, recommendation: 'decline' },
    }),
  });
  expect(state.status).toBe('succeeded');
  expect(value(state.output)).toMatchObject({
    approved: true,
    recommendation: 'decline',
    approved_by: 'Ana',
    findings: [{ node: 'precedents' }, { node: 'risk' }, { node: 'compliance' }],
  });
  const order = events.flatMap((event) => ('key' in event ? [`${event.type} ${event.key}`] : []));
  for (const specialist of ['precedents', 'risk', 'compliance']) {
    expect(order.indexOf(`node.started ${specialist}`)).toBeLessThan(order.indexOf('node.succeeded precedents'));
  }
});

test('a review that nobody approves ends with its findings; a comment reaches the next answer', async () => {
  const { state } = await run('contract_review', {
    decide: () => ({ decision: 'rejected', comment: 'Ask for less.', values: {} }),
  });
  expect(value(state.output)).toMatchObject({ approved: false, decision: 'rejected', comment: 'Ask for less.' });
  const again = value(state.executions['summary#2']?.config) as { prompt: string };
  expect(again.prompt).toContain('Ask for less.');
  const expired = await run('contract_review', { decide: () => null });
  expect(value(expired.state.output)).toMatchObject({ approved: false, decision: 'expired' });
});

test('questions are answered side by side and the report names the conflict', async () => {
  const { state } = await run('research_report', { given: { topic: 'Should we move to the countryside?' } });
  expect(state.status).toBe('succeeded');
  const output = value(state.output) as {
    title: string;
    conflicts: unknown[];
    answers: { question: string; answer: string }[];
  };
  expect(output.title).toBe('Should we move to the countryside?');
  expect(output.conflicts).toHaveLength(1);
  expect(output.answers).toHaveLength(4);
  expect(new Set(output.answers.map(({ answer }) => answer)).size).toBe(4);
  const report = value(state.executions['report']?.config) as { prompt: string };
  for (const { question } of output.answers) expect(report.prompt).toContain(`## ${question}`);
});

test('a refund above the limit waits for a person, who may change the amount', async () => {
  const shown: ApprovalRequest[] = [];
  const { state } = await run('refund_triage', {
    decide: (approval) => {
      shown.push(approval);
      return { decision: 'approved', comment: '', values: { amount: 150 } };
    },
  });
  expect(shown.map(({ message }) => message)).toEqual([expect.stringContaining('Refund **189.9 EUR**')]);
  expect(value(state.executions['pay']?.config)).toMatchObject({ body: { order: 'A-20417', amount: 150 } });
  expect(value(state.output)).toMatchObject({
    refunded: true,
    amount: 150,
    approved_by: 'Ana',
    refund: { id: 'rf_3301' },
    letter: expect.stringContaining('Hello Kim'),
  });
});

test('a small refund is paid without asking; a refused one is explained', async () => {
  const small = await run('refund_triage', { given: { amount: 20 }, decide: () => expect.unreachable('nobody asks') });
  expect(value(small.state.output)).toMatchObject({ refunded: true, amount: 20, approved_by: 'no approval needed' });
  const refused = await run('refund_triage', {
    decide: () => ({ decision: 'rejected', comment: 'Used for two years.', values: {} }),
  });
  expect(value(refused.state.output)).toMatchObject({ refunded: false, reason: 'Used for two years.' });
  const overdue = await run('refund_triage', { decide: () => null });
  expect(value(overdue.state.output)).toMatchObject({ refunded: false, reason: expect.stringContaining('48 hours') });
});

test('when on-call takes an incident, nobody is paged', async () => {
  const { state } = await run('incident_response');
  expect(state.executions['patience']?.status).toBe('cancelled');
  expect(state.executions['page']?.status ?? 'pending').not.toBe('succeeded');
  expect(value(state.output)).toMatchObject({ incident: true, escalated: false, lead: 'Ana', severity: 'critical' });
  const alarm = await run('incident_response', {
    decide: () => ({ decision: 'rejected', comment: 'A test of the alert.', values: {} }),
  });
  expect(value(alarm.state.output)).toEqual({ incident: false, by: 'Ana', comment: 'A test of the alert.' });
});

test('a release goes out with the notes as edited; a rejection sends them back to the writer', async () => {
  const { state } = await run('release_checklist', {
    decide: ({ editable }) => ({ decision: 'approved', comment: '', values: { ...editable, title: 'Better title' } }),
  });
  const output = value(state.output) as { checks: unknown[] };
  expect(output).toMatchObject({ released: true, title: 'Better title', release: { id: 'rel_88' } });
  expect(output.checks).toHaveLength(4);
  const rejected = await run('release_checklist', {
    decide: () => ({ decision: 'rejected', comment: 'Too long.', values: {} }),
  });
  expect(value(rejected.state.output)).toMatchObject({ released: false, comment: 'Too long.' });
  expect((value(rejected.state.executions['notes#2']?.config) as { prompt: string }).prompt).toContain('Too long.');
});

/** A model that gives made-up answers of the right form and is content with every draft. */
function answerInForm({ body }: FakeRequest) {
  const schema = body.response_format?.json_schema?.schema as JsonObject | undefined;
  const messages = (body.messages ?? []).map(({ content }) => ({ role: 'user' as const, content }));
  return { kind: 'text' as const, text: makeUpAnswer({ model: '', messages, output: schema, turn: 0, attempt: 1 }) };
}

/** Whatever a template calls answers, or fails in a way that it handles. */
function addressesAt(baseUrl: string): JsonObject {
  const names = ['publish_url', 'refund_url', 'deploys_url', 'page_url', 'release_url'];
  return Object.fromEntries(names.map((name) => [name, `${baseUrl}/${name}`]));
}

test.each(templates().map(({ id }) => id))('%s runs unchanged on an OpenAI-compatible server', async (id) => {
  fake = await startFakeOpenAi({ apiKey: 'sk-test', models: ['llama3'], reply: answerInForm });
  const { state } = await run(id, { simulated: false, given: addressesAt(fake.baseUrl) });
  expect(state.error).toBeUndefined();
  expect(state.status).toBe('succeeded');
  const models = Object.values(state.executions).flatMap(({ steps }) => steps.map(({ model }) => model));
  expect(models.length).toBeGreaterThan(0);
  expect(new Set(models)).toEqual(new Set(['openai/llama3']));
  expect(state.usage.costUsd).toBeNull();
});

test.each(templates().map(({ id }) => id))('%s: each node runs by itself on what the others put out', async (id) => {
  const whole = quick(id);
  const before = await run(id);
  for (const { nodeId, scope, status } of Object.values(before.state.executions)) {
    const needs = needsOf(whole, nodeDefinitions, nodeId);
    if (!needs || status !== 'succeeded') continue;
    const given = needs.given.map((need): [string, Pin] => {
      const inScope = Object.values(before.state.executions).findLast(
        (other) => other.nodeId === need.nodeId && (other.scope === scope || other.scope === ''),
      );
      const items = value(before.state.maps[need.nodeId]?.items);
      const output = need.what === 'item' ? (items as Json[])[0]! : value(visibleOutput(inScope) ?? undefined);
      const port = inScope?.status === 'succeeded' && inScope.port !== null ? { port: inScope.port } : {};
      return [need.nodeId, { output, ...port }];
    });
    const document = only(whole, nodeDefinitions, nodeId, Object.fromEntries(given))!;
    const { state } = await run(id, { document, input: needs.input ? defaultInput(whole) : {} });
    expect(state, `${id}, ${nodeId}`).toMatchObject({ status: 'succeeded' });
    const ended = Object.values(state.executions).filter((other) => other.nodeId === nodeId);
    expect(
      ended.map(({ status }) => status),
      `${id}, ${nodeId}`,
    ).toEqual(['succeeded']);
    const pinned = new Set(document.spec.nodes.flatMap((node) => (node.pinned ? [node.id] : [])));
    const ran = new Set(Object.values(state.executions).map((other) => other.nodeId));
    const inside = document.spec.nodes.filter((node) => node.parent === nodeId).map((node) => node.id);
    const around = needs.given.filter(({ what }) => what === 'item').map((need) => need.nodeId);
    expect([...ran].filter((one) => !pinned.has(one)).toSorted()).toEqual(
      ['start', nodeId, ...inside, ...around].toSorted(),
    );
  }
});
