import { describe, expect, test } from 'vitest';
import { applyFix } from './apply-fix.ts';
import { formatDocument } from './document.ts';
import type { WorkflowDocument } from './schema.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { validateWorkflow } from './validate.ts';

type Nodes = Parameters<typeof buildDocument>[0];

const problems = (document: WorkflowDocument) => validateWorkflow(document, testRegistry);
const codes = (document: WorkflowDocument) => problems(document).map((problem) => problem.code);
const task = (prompt: string, rest: object = {}) => ({ type: 'task', config: { prompt }, ...rest });
const cases = (...ports: string[]) => ({
  type: 'branch',
  config: { cases: ports.map((port) => ({ port, when: 'true' })) },
});
const line: Nodes = { start: 'start', a: 'task', done: 'end' };

test('a sound workflow has no problems', () => {
  const document = buildDocument(
    {
      start: 'start',
      draft: 'task',
      review: 'gate',
      each: 'map',
      child: { type: 'task', parent: 'each' },
      done: 'end',
    },
    [
      'start > draft',
      'draft > review',
      'review.approved > each',
      'review.rejected > draft *3',
      'review.rejected > done',
      'each > done',
    ],
  );
  expect(problems(document)).toEqual([]);
});

describe('nodes', () => {
  const cases_: [string, Nodes, string, object][] = [
    ['no start', { a: 'task' }, 'START_MISSING', {}],
    ['a second start', { start: 'start', again: 'start' }, 'START_TWICE', { nodeId: 'again' }],
    [
      'an unknown type',
      { start: 'start', a: { type: 'taks' } },
      'TYPE_UNKNOWN',
      {
        nodeId: 'a',
        path: ['type'],
        message: 'Node type "taks" is not supported by this version; did you mean "task"?',
      },
    ],
    [
      'settings of a wrong type',
      { start: 'start', a: { type: 'task', config: { prompt: 5 } } },
      'CONFIG',
      { nodeId: 'a', path: ['config', 'prompt'] },
    ],
    [
      'an unknown setting',
      { start: 'start', a: { type: 'task', config: { promt: 'x' } } },
      'CONFIG',
      { path: ['config', 'promt'], message: 'Unknown key "promt"; did you mean "prompt"?' },
    ],
    [
      'an empty required field',
      { start: 'start', a: task('') },
      'CONFIG',
      { path: ['config', 'prompt'], message: 'The prompt is empty' },
    ],
    [
      'retries on a map',
      { start: 'start', m: { type: 'map', retry: { maxAttempts: 2 } } },
      'RETRY_UNSUPPORTED',
      { nodeId: 'm' },
    ],
    [
      'a timeout on a gate',
      { start: 'start', g: { type: 'gate', timeout: '1m' } },
      'TIMEOUT_UNSUPPORTED',
      { nodeId: 'g' },
    ],
    [
      'a gate that is switched off',
      { start: 'start', g: { type: 'gate', disabled: true } },
      'DISABLE_UNSUPPORTED',
      { nodeId: 'g' },
    ],
    [
      'an error route that leads nowhere',
      { start: 'start', a: task('x', { onError: 'branch' }) },
      'ON_ERROR_UNWIRED',
      { nodeId: 'a' },
    ],
    [
      'a route that cannot fail',
      { start: 'start', g: { type: 'gate', onError: 'branch' } },
      'ON_ERROR_UNSUPPORTED',
      { nodeId: 'g' },
    ],
    ['a reserved id', { start: 'start', constructor: 'task' }, 'ID_RESERVED', { nodeId: 'constructor' }],
    [
      'a parent that does not exist',
      { start: 'start', a: task('x', { parent: 'nowhere' }) },
      'PARENT_UNKNOWN',
      { nodeId: 'a' },
    ],
    [
      'a parent that is no map',
      { start: 'start', b: 'task', a: task('x', { parent: 'b' }) },
      'PARENT_NO_MAP',
      { nodeId: 'a' },
    ],
    [
      'maps inside each other',
      { start: 'start', m: { type: 'map', parent: 'n' }, n: { type: 'map', parent: 'm' } },
      'PARENT_CIRCLE',
      { nodeId: 'm' },
    ],
    [
      'an end inside a map',
      { start: 'start', m: 'map', e: { type: 'end', parent: 'm' } },
      'TOP_LEVEL_ONLY',
      { nodeId: 'e' },
    ],
    ['a port name twice', { start: 'start', b: cases('yes', 'yes') }, 'PORT_TWICE', { nodeId: 'b' }],
    [
      'a node that is not connected',
      { start: 'start', a: 'task' },
      'UNREACHABLE',
      { nodeId: 'a', severity: 'warning' },
    ],
    [
      'a quorum without a number',
      { start: 'start', m: { type: 'merge', config: { mode: 'quorum' } } },
      'JOIN_COUNT',
      { nodeId: 'm' },
    ],
  ];
  test.each(cases_)('%s is a problem', (_, nodes, code, details) => {
    expect(problems(buildDocument(nodes, []))).toContainEqual(expect.objectContaining({ code, ...details }));
  });
});

describe('edges', () => {
  const cases_: [string, Nodes, string[], string, object][] = [
    ['a node that does not exist', line, ['start > b'], 'EDGE_NODE_UNKNOWN', { edgeId: 'start.out->b' }],
    [
      'a port that does not exist',
      line,
      ['start > a', 'a.eror > done'],
      'EDGE_PORT_UNKNOWN',
      { message: 'a has no port "eror"; did you mean "error"?' },
    ],
    ['an edge that is there twice', line, ['start > a', 'start > a'], 'EDGE_TWICE', { edgeId: 'start.out->a' }],
    ['an edge from an end', line, ['done > a'], 'EDGE_FROM_END', { edgeId: 'done.out->a' }],
    ['an edge into the start', line, ['a > start'], 'EDGE_TO_START', { edgeId: 'a.out->start' }],
    [
      'an edge across the border of a map',
      { ...line, m: 'map', c: { type: 'task', parent: 'm' } },
      ['start > c'],
      'EDGE_BORDER',
      {},
    ],
    [
      'a rejection that leads nowhere',
      { ...line, g: 'gate' },
      ['start > g', 'g.approved > a'],
      'PORT_UNWIRED',
      { nodeId: 'g', severity: 'warning' },
    ],
    [
      'a quorum out of reach',
      { ...line, m: { type: 'merge', config: { mode: 'quorum', count: 3 } } },
      ['start > m', 'a > m'],
      'JOIN_COUNT',
      {},
    ],
    ['a circle', { ...line, b: 'task' }, ['start > a', 'a > b', 'b > a'], 'CYCLE', { edgeId: 'b.out->a' }],
    [
      'two ends that may both run',
      { ...line, e: 'end' },
      ['start > a', 'a > done', 'a > e'],
      'ENDS_RACE',
      { severity: 'warning' },
    ],
  ];
  test.each(cases_)('%s is a problem', (_, nodes, edges, code, details) => {
    expect(problems(buildDocument(nodes, edges))).toContainEqual(expect.objectContaining({ code, ...details }));
  });

  test('ends behind different decisions do not race', () => {
    const nodes: Nodes = {
      start: 'start',
      g: { type: 'gate', config: { message: '?', due: '1h' } },
      yes: 'end',
      no: 'end',
    };
    expect(codes(buildDocument(nodes, ['start > g', 'g.approved > yes', 'g.rejected > no', 'g.expired > no']))).toEqual(
      [],
    );
  });

  test('a circle is solved by its fix when a loop may go there', () => {
    const document = buildDocument(line, ['start > a', 'a > a', 'a > done']);
    const [problem] = problems(document);
    expect(problem?.message).toContain('a.out->a');
    expect(problem?.fix && codes(applyFix(document, problem.fix))).toEqual([]);
  });

  test('every separate circle is named once', () => {
    const document = buildDocument({ start: 'start', a: 'task', b: 'task' }, [
      'start > a',
      'start > b',
      'a > a',
      'b > b',
    ]);
    expect(codes(document)).toEqual(['CYCLE', 'CYCLE']);
  });
});

describe('loops', () => {
  const chain: Nodes = { start: 'start', a: 'task', b: 'task', c: 'task', d: 'task', done: 'end' };
  const edges = ['start > a', 'a > b', 'b > c', 'c > d', 'd > done'];
  const merge = (mode: string) => ({ type: 'merge', config: { mode, ...(mode === 'quorum' ? { count: 1 } : {}) } });
  const cases_: [string, Nodes, string[], string][] = [
    ['back to the start', chain, [...edges, 'c > start *2'], 'LOOP_TO_START'],
    ['back to a merge', { ...chain, m: merge('all') }, ['start > m', 'm > a', 'a > m *2', 'a > done'], 'LOOP_TO_MERGE'],
    ['forward', chain, [...edges, 'a > c *2'], 'LOOP_UNREACHED'],
    ['two from one port', chain, [...edges, 'c > a *2', 'c > b *2'], 'LOOP_PORT'],
    ['overlapping', chain, [...edges, 'c > a *2', 'd > b *2'], 'LOOP_OVERLAP'],
    [
      'an any-merge that takes an edge from outside',
      { ...chain, m: merge('any') },
      ['start > a', 'a > m', 'start > m', 'm > b', 'b > a *2', 'b > done'],
      'LOOP_JOIN',
    ],
  ];
  test.each(cases_)('a loop %s is a problem', (_, nodes, list, code) => {
    expect(codes(buildDocument(nodes, list))).toContain(code);
  });

  test('two loops that wait for each other are a problem that names the edges', () => {
    const nodes: Nodes = { start: 'start', a: 'task', b: 'task', c: 'task', d: 'task' };
    const document = buildDocument(nodes, [
      'start > a',
      'start > c',
      'a > b',
      'c > d',
      'b > a *2',
      'd > c *2',
      'a > d',
      'c > b',
    ]);
    const found = problems(document).filter((problem) => problem.code === 'LOOP_EXIT_CYCLE');
    expect(found.map((problem) => problem.edgeId)).toEqual(['b.out->a', 'd.out->c']);
  });

  test.each([
    ['nested', [...edges, 'c > b *2', 'd > a *2']],
    ['equal', ['start > a', 'a > g', 'g.approved > done', 'g.rejected > a *2', 'g.expired > a *3']],
    ['disjoint', [...edges, 'b > a *2', 'd > c *2']],
    ['around one node', [...edges, 'b > b *2']],
    ['entered in the middle', [...edges, 'start > c', 'd > b *2']],
  ])('%s loops are fine', (_, list) => {
    const nodes: Nodes = { ...chain, g: 'gate' };
    expect(problems(buildDocument(nodes, list)).filter((problem) => problem.severity === 'error')).toEqual([]);
  });
});

test('the input schema and the limits are checked', () => {
  const nodes: Nodes = { ...line, g: { type: 'gate', config: { message: '?', due: '2d' } } };
  const edges = ['start > g', 'g.approved > a', 'g.rejected > a', 'g.expired > a', 'a > done'];
  const found = problems(
    buildDocument(nodes, edges, { input: { type: 'object', propertys: {} }, limits: { timeout: '1d' } }),
  );
  expect(found).toEqual([
    expect.objectContaining({
      code: 'WAIT_TOO_LONG',
      nodeId: 'g',
      message: 'It may wait 2 d, but the run ends after 1 d',
    }),
    expect.objectContaining({ code: 'INPUT_SCHEMA', path: ['spec', 'input', 'propertys'] }),
  ]);
});

test('a chain of 1,000 nodes with expressions is checked', () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `n${i}`);
  const nodes = Object.fromEntries(ids.map((id, i) => [id, task(i > 0 ? `{{ nodes.n${i - 1}.output.text }}` : 'x')]));
  const edges = ['start > n0', ...ids.slice(1).map((id, i) => `n${i} > ${id}`)];
  const document = buildDocument({ start: 'start', ...nodes }, edges);
  expect(problems(document)).toEqual([]);
  expect(formatDocument(document, 'yaml').length).toBeGreaterThan(50_000);
});
