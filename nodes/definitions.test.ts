import { describe, expect, test } from 'vitest';
import { valueAt } from '#core/expr/config-path.ts';
import { schemaProblems } from '#core/graph/json-schema.ts';
import type { JsonObject } from '#core/json.ts';
import type { NodeDefinition } from '#core/node/define.ts';
import { nodeDefinitions } from './definitions.ts';
import type { NodeType } from './definitions.ts';
import { nodeExecutors } from './executors.ts';

/** A config that uses every field of its type. */
const FULL: Record<NodeType, JsonObject> = {
  start: {},
  end: { value: { decision: '{{ nodes.gate.output.decision }}', list: ['{{ input.a }}', 1, null] } },
  agent: {
    model: 'openai/gpt-4.1-mini',
    instructions: 'Be brief about {{ input.topic }}.',
    prompt: 'Write about {{ input.topic }}.',
    output: { type: 'object', required: ['score'], properties: { score: { type: 'number' } } },
    temperature: 0.2,
    maxTokens: 500,
    fallbackModels: ['simulated/fast'],
    simulation: { replies: [{ score: 1 }, '{{ input.topic }}'], latencyMs: 0, failEvery: 3, seed: 7 },
  },
  branch: {
    cases: [
      { port: 'high', when: 'input.amount > 100' },
      { port: 'low', when: 'input.amount > 10' },
    ],
  },
  set: { values: { a: '{{ input.a }}', b: 1, c: { d: ['x', '{{ input.b }}'] } } },
  http: {
    method: 'POST',
    url: 'https://pay.example.com/refunds/{{ input.id }}',
    headers: { 'X-Team': '{{ input.team }}' },
    query: { page: 1, q: '{{ input.q }}' },
    body: { amount: '{{ input.amount }}' },
    expect: [201, '4xx'],
    timeoutMs: 5000,
    parse: 'json',
    idempotencyKey: true,
    simulation: { status: 201, headers: { a: 'b' }, body: { id: 'r_1' } },
  },
  approval: {
    message: 'Refund **{{ input.amount }}**?',
    editable: { reason: '{{ nodes.draft.output.reason }}', urgent: true },
    approvers: { roles: ['approver'], users: ['ana@example.com', 'bo@example.com'], required: 2 },
    due: '48h',
  },
  merge: { mode: 'quorum', count: 2, cancelOthers: true },
  map: { items: '{{ input.items }}', concurrency: 3, onItemError: 'collect' },
  wait: { for: '15m' },
};

const types = Object.keys(nodeDefinitions) as NodeType[];
const definitions: Record<string, NodeDefinition> = nodeDefinitions;

describe.each(types)('%s', (type) => {
  const definition = definitions[type]!;
  const empty = () => definition.config.parse(definition.defaults());
  const full = () => definition.config.parse(FULL[type]);

  test('is registered under its own name, with an executor', () => {
    expect(definition.type).toBe(type);
    expect(nodeExecutors[type].execute).toBeTypeOf('function');
    const waits = definition.control === 'gate' || definition.control === 'timer';
    expect(Boolean(nodeExecutors[type].resume)).toBe(waits);
  });

  test('says what it is', () => {
    expect(definition.title).toMatch(/^[A-Z]/);
    expect(definition.description).toMatch(/^[A-Z].{10,120}\.$/);
    expect(definition.icon).toMatch(/^[a-z]+(-[a-z\d]+)*$/);
    expect(definition.version).toBeGreaterThan(0);
    expect(definition.keywords.length).toBeGreaterThan(0);
  });

  test('its defaults parse, and so does an empty config', () => {
    expect(definition.config.safeParse(definition.defaults()).success).toBe(true);
    expect(definition.config.safeParse({}).success).toBe(true);
  });

  test('its config survives a round trip, and a parsed one parses to itself', () => {
    expect(full()).toEqual(FULL[type]);
    expect(definition.config.parse(JSON.parse(JSON.stringify(full())))).toEqual(full());
    expect(definition.config.parse(empty())).toEqual(empty());
  });

  test('an unknown key is refused', () => {
    expect(definition.config.safeParse({ ...FULL[type], surprise: 1 }).success).toBe(false);
  });

  test.each(['empty', 'full'] as const)('%s: ports, sites, summary and output agree with the config', (which) => {
    const config = which === 'empty' ? empty() : full();
    const ports = definition.ports(config).map((port) => port.id);
    expect(new Set(ports).size).toBe(ports.length);
    for (const port of ports) expect(port).toMatch(/^[a-z][a-z0-9_]*$/);
    for (const site of definition.expressions(config)) {
      const value = valueAt(config as JsonObject, site.path);
      expect(value, site.path.join('.')).toBeDefined();
      if (site.kind !== 'json') expect(value).toBeTypeOf('string');
    }
    const summary = definition.summary(config);
    expect(summary).toMatch(/^\S.*\S$/s);
    expect(summary).not.toMatch(/undefined|null|\n/);
    expect(summary.length).toBeLessThan(400);
    const output = definition.output(config, { input: { type: 'object', properties: { a: { type: 'string' } } } });
    if (output) expect(schemaProblems(output)).toEqual([]);
  });

  test('a full config has no problems; a problem points into the config', () => {
    expect(definition.check?.(full()) ?? []).toEqual([]);
    for (const problem of definition.check?.(empty()) ?? []) {
      expect(problem.message).toMatch(/^[A-Z].*\.$/);
      expect(valueAt(empty() as JsonObject, problem.path)).toBeDefined();
    }
  });

  test('what it supports fits its ports', () => {
    const ports = definition.ports(full()).map((port) => port.id);
    const { disable, error, retry, timeout } = definition.supports;
    if (disable) expect(ports).toContain('out');
    if (error) expect(ports.some((port) => port === 'out' || port === 'error')).toBe(true);
    if (definition.defaultRetry) expect(retry).toBe(true);
    if (definition.defaultTimeout) expect(timeout).toBe(true);
  });
});

test('every error port belongs to a node that may fail', () => {
  for (const definition of Object.values(definitions)) {
    const ports = definition.ports(definition.config.parse(definition.defaults()));
    if (ports.some((port) => port.id === 'error')) expect(definition.supports.error).toBe(true);
  }
});
