import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createContext } from '../validate/context.ts';
import { arbitraryDocument } from '../testing/arbitrary-document.ts';
import { buildDocument } from '../testing/build-document.ts';
import { testRegistry } from '../testing/test-registry.ts';
import type { WorkflowDocument } from '../schema.ts';
import { validateWorkflow } from '../validate.ts';
import { createFacts, type Flow } from './facts.ts';
import { togetherIn } from './together.ts';

const gate = { type: 'gate', config: { message: '?', due: '1d' } };
const quorum = (count: number) => ({ type: 'merge', config: { mode: 'quorum', count } });
const pay = { start: 'start', a: 'task', ask: gate, pay: 'send', done: 'end' } as const;
const paying = ['start > a', 'pay > done', 'ask.approved > pay'];

describe('what looks like a defect and is none', () => {
  const cases: [string, Parameters<typeof buildDocument>[0], string[]][] = [
    [
      'a branch decides that small amounts need nobody',
      { ...pay, big: 'branch' },
      [...paying, 'a > big', 'big.yes > ask', 'big.else > pay', 'ask.rejected > done', 'ask.expired > done'],
    ],
    [
      'a message behind what was approved tells of a refusal, too',
      { ...pay, tell: 'send' },
      [
        'start > a',
        'a > ask',
        'ask.approved > pay',
        'pay > tell',
        'ask.rejected > tell',
        'ask.expired > tell',
        'tell > done',
      ],
    ],
    [
      'a quorum of two needs the approval',
      { ...pay, m: quorum(2) },
      [
        ...['start > a', 'start > ask', 'a > m', 'ask.approved > m', 'm > pay', 'm.unmet > done', 'pay > done'],
        ...['ask.rejected > done', 'ask.expired > done'],
      ],
    ],
    [
      'a choice leads nowhere beside a lane that reaches the end',
      { start: 'start', a: 'task', fork: 'branch', b: 'task', done: 'end' },
      ['start > a', 'start > fork', 'fork.yes > b', 'b > done', 'a > done'],
    ],
    [
      'a choice leads nowhere and nothing was to come of the run',
      { start: 'start', fork: 'branch', b: 'task' },
      ['start > fork', 'fork.yes > b'],
    ],
    [
      'an item of a map stops at a choice',
      { start: 'start', m: 'map', f: { type: 'branch', parent: 'm' }, c: { type: 'task', parent: 'm' }, done: 'end' },
      ['start > m', 'm > done', 'f.yes > c'],
    ],
    [
      'a quorum of two of three lanes',
      { start: 'start', a: 'task', b: 'task', f: 'branch', m: quorum(2), done: 'end' },
      [
        'start > a',
        'start > b',
        'start > f',
        'a > m',
        'b > m',
        'f.yes > m',
        'f.else > done',
        'm > done',
        'm.unmet > done',
      ],
    ],
  ];
  test.each(cases)('%s', (_, nodes, edges) => {
    expect(validateWorkflow(buildDocument(nodes, edges), testRegistry)).toEqual([]);
  });

  test('ends behind twelve choices in a row exclude each other, however many combinations there are', () => {
    const ids = Array.from({ length: 12 }, (_, i) => i);
    const nodes = Object.fromEntries(ids.flatMap((i) => [[`f${i}`, 'branch'] as const, [`e${i}`, 'end'] as const]));
    const edges = ids.flatMap((i) => [`f${i}.yes > e${i}`, `f${i}.else > ${i < 11 ? `f${i + 1}` : 'last'}`]);
    const document = buildDocument({ start: 'start', last: 'end', ...nodes }, ['start > f0', ...edges]);
    expect(validateWorkflow(document, testRegistry)).toEqual([]);
  });

  test('an approval beside what waits for it holds, when a refusal fails the run', () => {
    const nodes = { ...pay, ask: 'gate' };
    const found = validateWorkflow(buildDocument(nodes, [...paying, 'start > ask', 'a > pay']), testRegistry);
    expect(found.map(({ code }) => code)).toEqual(['PORT_UNWIRED']);
  });
});

test('what can happen in one run is what trying all choices finds, for any graph', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const flow = createFacts(createContext(document, testRegistry)).flow();
      const worlds = flow && worldsOf(flow);
      if (!flow || !worlds) return;
      const together = togetherIn(flow);
      expect(together).not.toBeNull();
      const tops = [...flow.runs].filter((id) => flow.nodes.get(id)?.parent === undefined);
      for (const a of tops) {
        for (const b of tops) {
          const both = worlds.some((runs) => runs.has(a) && runs.has(b));
          expect(together?.may({ node: a, port: null }, { node: b, port: null }), `${a} and ${b}`).toBe(both);
          const ways = new Set(both ? together?.ways(a, b).filter((id) => flow.nodes.has(id)) : []);
          expect(worlds.some((runs) => ways.isSubsetOf(runs))).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('nothing is sent without asking and without a warning, for any graph', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const of = sending(document);
      const facts = createFacts(createContext(of, testRegistry));
      const flow = facts.flow();
      const worlds = flow && worldsOf(flow);
      if (!flow || !worlds) return;
      const warned = validateWorkflow(of, testRegistry).filter(({ code }) => code === 'GATE_BYPASSED');
      for (const { nodeId, trail } of warned) {
        // The way that is shown is one that a run can take.
        const nodes = trail?.filter((id) => flow.nodes.has(id) && flow.nodes.get(id)?.parent === undefined) ?? [];
        expect(worlds.some((runs) => nodes.every((id) => runs.has(id)))).toBe(true);
        expect(trail?.at(-1)).toBe(nodeId);
      }
      const gates = [...flow.runs].filter((id) => of.spec.nodes.find((node) => node.id === id)?.type === 'gate');
      for (const { id, type, parent } of of.spec.nodes) {
        if (type !== 'send' || parent !== undefined || !gates.some((one) => approvalLeadsTo(flow, one, id))) continue;
        const unasked = worlds.some((runs) => runs.has(id) && !gates.some((one) => runs.has(one)));
        const decided = [...flow.runs].some(
          (other) => of.spec.nodes.find((node) => node.id === other)?.type === 'branch',
        );
        if (unasked && !decided) expect(warned.map(({ nodeId }) => nodeId)).toContain(id);
      }
    }),
    { numRuns: 500 },
  );
});

function approvalLeadsTo(flow: Flow, gateId: string, id: string): boolean {
  const first = flow.outgoing.get(gateId)?.filter(({ port }) => port === 'approved') ?? [];
  return first.some(({ to }) => to === id || flow.reach().leads(to, id));
}

/** Every second task sends something instead. */
function sending(document: WorkflowDocument): WorkflowDocument {
  const nodes = document.spec.nodes.map((node, i) =>
    node.type === 'task' && i % 2 === 0 ? { ...node, type: 'send', config: {} } : node,
  );
  return { ...document, spec: { ...document.spec, nodes } };
}

/** The nodes that run, for each combination of what may be chosen at the top; null when there are too many. */
function worldsOf(flow: Flow): Set<string>[] | null {
  const choosing = [...flow.runs].filter((id) => flow.choices.get(id));
  const count = choosing.reduce((product, id) => product * (flow.choices.get(id)?.length ?? 1), 1);
  if (count > 200) return null;
  return Array.from({ length: count }, (_, n) => {
    let rest = n;
    const chosen = new Map(
      choosing.map((id): [string, string | undefined] => {
        const ports = flow.choices.get(id) ?? [];
        const port = ports[rest % ports.length];
        rest = Math.floor(rest / ports.length);
        return [id, port];
      }),
    );
    const runs = new Set(flow.starts);
    for (const id of runs) {
      for (const { port, to } of flow.outgoing.get(id) ?? []) {
        if (!flow.choices.get(id) || chosen.get(id) === port) runs.add(to);
      }
    }
    return runs;
  });
}

/** Stages with a choice, two lanes, a quorum, an approval before something is sent, a map, and a way out each. */
function largeDocument(stages: number, defect: boolean): WorkflowDocument {
  const nodes: Parameters<typeof buildDocument>[0] = { start: 'start', done: 'end' };
  const edges: string[] = [];
  let last = 'start';
  for (let i = 0; i < stages; i++) {
    const s = `s${i}`;
    const text = defect ? `{{ nodes.${s}_left.output.text }}` : 'Do it';
    Object.assign(nodes, {
      [`${s}_left`]: 'task',
      [`${s}_right`]: 'task',
      [`${s}_two`]: quorum(2),
      [`${s}_fork`]: 'branch',
      [`${s}_ask`]: gate,
      [`${s}_send`]: 'send',
      [`${s}_map`]: 'map',
      [`${s}_inner`]: { type: 'task', config: { prompt: '{{ item }}' }, parent: `${s}_map` },
      [`${s}_next`]: { type: 'task', config: { prompt: text }, ...(defect ? { onError: 'fail' } : {}) },
      [`${s}_out`]: 'end',
    });
    edges.push(`${last} > ${s}_left`, `${last} > ${s}_right`, `${s}_left > ${s}_two`, `${s}_right > ${s}_two`);
    edges.push(
      `${s}_two > ${s}_fork`,
      `${s}_two.unmet > done`,
      `${s}_fork.yes > ${s}_ask`,
      `${s}_fork.else > ${s}_next`,
    );
    edges.push(
      `${s}_ask.approved > ${s}_send`,
      `${s}_ask.rejected > ${s}_out`,
      `${s}_send > ${s}_map`,
      `${s}_map > ${s}_next`,
    );
    if (defect) edges.push(`${s}_left.error > ${s}_send`, `${s}_next.error > ${s}_out`);
    else edges.push(`${s}_ask.expired > ${s}_out`);
    last = `${s}_next`;
  }
  return buildDocument(nodes, [...edges, `${last} > done`]);
}

/** How often anything is looked up while a document is verified: what grows with the work, whatever the machine. */
function lookups(document: WorkflowDocument): number {
  const { get } = Map.prototype;
  const { has } = Set.prototype;
  let count = 0;
  Map.prototype.get = function (this: Map<unknown, unknown>, key: unknown): unknown {
    count++;
    return get.call(this, key);
  };
  Set.prototype.has = function (this: Set<unknown>, value: unknown): boolean {
    count++;
    return has.call(this, value);
  };
  try {
    validateWorkflow(document, testRegistry);
  } finally {
    Map.prototype.get = get;
    Set.prototype.has = has;
  }
  return count;
}

describe('a workflow of 1,000 nodes', () => {
  test('is proved with some dozens of look-ups for each node, and twice as many nodes take twice as many', () => {
    const document = largeDocument(100, false);
    expect(validateWorkflow(document, testRegistry)).toEqual([]);
    const whole = lookups(largeDocument(100, false));
    expect(whole / document.spec.nodes.length).toBeLessThan(150);
    expect(whole / lookups(largeDocument(50, false))).toBeLessThan(2.5);
  });

  test('that is full of defects takes no more than has been set aside for telling of them', () => {
    const document = largeDocument(100, true);
    expect(validateWorkflow(document, testRegistry).length).toBeGreaterThan(300);
    expect(lookups(largeDocument(100, true))).toBeLessThan(4_000_000);
  });
});
