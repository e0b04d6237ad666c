import { describe, expect, test } from 'vitest';
import { FermataError } from '../errors.ts';
import { compileGraph } from './graph.ts';
import { executionKey, isInsideMap, isWithinScope, itemScope, parseItemScope, parseKey } from './keys.ts';
import { buildDocument, buildGraph } from './testing/build.ts';
import { testRegistry } from './testing/registry.ts';

describe('what no run can execute is refused', () => {
  const body = ['start -> a', 'a -> b', 'b -> c'];
  test.each<[what: string, nodes: Parameters<typeof buildGraph>[0], edges: string[], says: RegExp]>([
    ['no start', ['a: task'], [], /one start; this one has 0/],
    ['two starts', ['start: start', 'again: start'], [], /one start; this one has 2/],
    ['an unknown type', ['start: start', 'a: magic'], [], /"a" has the unknown type "magic"/],
    ['a type of the prototype', ['start: start', 'a: constructor'], [], /unknown type/],
    ['two nodes with one id', ['start: start', 'a: task', 'a: task'], [], /the same id/],
    ['an edge to nowhere', ['start: start'], ['start -> a'], /does not exist/],
    ['an edge twice', ['start: start', 'a: task'], ['start -> a', 'start.out -> a'], /stands twice/],
    ['an edge to the start', ['start: start', 'a: task'], ['start -> a', 'a -> start max 1'], /leads to the start/],
    [
      'D-17: a cycle',
      ['start: start', 'a: task', 'b: task'],
      ['start -> a', 'a -> b', 'b -> a'],
      /cycle without a loop edge/,
    ],
    [
      'a loop that closes none',
      ['start: start', 'a: task', 'b: task'],
      ['start -> a', 'start -> b', 'a -> b max 1'],
      /closes no cycle/,
    ],
    [
      'a loop to a merge',
      ['start: start', 'm: join', 'b: task'],
      ['start -> m', 'm -> b', 'b -> m max 1'],
      /may not lead to a merge/,
    ],
    [
      'two loops from one port',
      ['start: start', 'a: task', 'b: task', 'c: task'],
      [...body, 'c -> a max 1', 'c -> b max 1'],
      /two loop edges/,
    ],
    [
      'loops that overlap',
      ['start: start', 'a: task', 'b: task', 'c: task', 'd: task'],
      [...body, 'c -> d', 'c.error -> a max 1', 'd -> b max 1'],
      /overlap/,
    ],
    [
      'an any merge in a loop with an edge from outside',
      ['start: start', 'x: task', 'a: task', ['m: join', { config: { mode: 'any' } }], 'b: task'],
      ['start -> x', 'start -> a', 'a -> m', 'x -> m', 'm -> b', 'b -> a max 1'],
      /from outside/,
    ],
    [
      'edges that wait for each other through a loop',
      ['start: start', 'a: task', 'b: task', 'x: task', 'c: task', 'd: task', 'y: task'],
      [
        ...['start -> a', 'a -> b', 'b -> a max 1', 'start -> c', 'c -> d', 'd -> c max 1'],
        ...['a -> x', 'x -> d', 'c -> y', 'y -> b'],
      ],
      /wait for each other/,
    ],
    ['an edge into a map', ['start: start', 'm: map', ['a: task', { parent: 'm' }]], ['start -> a'], /border of a map/],
    ['an end in a map', ['start: start', 'm: map', ['a: end', { parent: 'm' }]], [], /inside a map/],
    ['a parent that is no map', ['start: start', 'm: task', ['a: task', { parent: 'm' }]], [], /not a map/],
    [
      'a map inside itself',
      ['start: start', ['m: map', { parent: 'n' }], ['n: map', { parent: 'm' }]],
      [],
      /inside itself/,
    ],
    ['a config that does not fit', ['start: start', ['a: gate', { config: { x: 1 } }]], [], /a\.config/],
  ])('%s', (_what, nodes, edges, says) => {
    const compile = () => compileGraph(buildDocument(nodes, edges), testRegistry);
    expect(compile).toThrow(says);
    expect(compile).toThrow(FermataError);
  });
});

describe('a compiled graph', () => {
  test('knows which loops hold an edge and what is strictly inside a loop', () => {
    const graph = buildGraph(
      ['start: start', 'a: task', 'b: task', 'c: task', 'd: task', 'out: task'],
      [
        ...['start -> a', 'a -> b', 'b -> c', 'c -> d', 'b -> out', 'd -> out'],
        'c.error -> b max 1',
        'd.error -> a max 1',
      ],
    );
    const edge = graph.nodes.get('b')?.outgoing.find((one) => one.to === 'out');
    expect(edge?.holds.map((loop) => loop.edge.id)).toEqual(['c.error->b', 'd.error->a']);
    expect(graph.loops.get('d.error->a')).toMatchObject({ body: ['a', 'b', 'c', 'd'], inner: ['c.error->b'] });
    expect(graph.loops.get('c.error->b')).toMatchObject({ body: ['b', 'c'], inner: [] });
  });

  test('knows what a merge may cancel: only what leads nowhere else, loops included', () => {
    const graph = buildGraph(
      [
        'start: start',
        'a: task',
        'b: task',
        'c: task',
        'd: task',
        'log: task',
        ['m: join', { config: { cancelOthers: true } }],
      ],
      [...['start -> a', 'start -> c', 'a -> b', 'b -> m', 'c -> d', 'd -> m', 'd.error -> log'], 'b.error -> a max 1'],
    );
    expect(graph.nodes.get('m')?.join).toEqual({ need: null, cancels: ['a', 'b'] });
  });

  test('takes rules from the definition where the node says nothing, and none that its type does not support', () => {
    const graph = buildGraph(
      [
        'start: start',
        ['a: task', { timeout: '90s', retry: { maxAttempts: 2, backoff: '1s', factor: 2, maxBackoff: '1m' } }],
        ['g: gate', { timeout: '90s', disabled: true }],
      ],
      ['start -> a', 'a -> g', 'a.error -> g'],
    );
    expect(graph.nodes.get('a')).toMatchObject({
      timeoutMs: 90_000,
      onError: 'branch',
      title: 'task',
      retry: { maxAttempts: 2, backoffMs: 1_000, factor: 2, maxBackoffMs: 60_000 },
    });
    expect(graph.nodes.get('g')).toMatchObject({ timeoutMs: null, disabled: false, retry: { maxAttempts: 1 } });
  });
});

describe('keys', () => {
  test.each([
    { scope: '', nodeId: 'draft', iteration: 1, key: 'draft' },
    { scope: '', nodeId: 'draft', iteration: 2, key: 'draft#2' },
    { scope: 'map#2[3]', nodeId: 'node', iteration: 1, key: 'map#2[3].node' },
    { scope: 'a[0].b#3[10]', nodeId: 'c', iteration: 4, key: 'a[0].b#3[10].c#4' },
  ])('$key', ({ key, ...parts }) => {
    expect(executionKey(parts.scope, parts.nodeId, parts.iteration)).toBe(key);
    expect(parseKey(key)).toEqual(parts);
  });

  test('scopes know their map and what lies inside them', () => {
    expect(parseItemScope(itemScope('a[0].b#3', 10))).toEqual({ map: 'a[0].b#3', index: 10 });
    expect(parseItemScope('')).toBeNull();
    expect(isInsideMap('map#2[0].x[1]', 'map#2')).toBe(true);
    expect(isInsideMap('map#2[0]', 'map')).toBe(false);
    expect(isWithinScope('a[1].b[0]', 'a[1]')).toBe(true);
    expect(isWithinScope('a[10]', 'a[1]')).toBe(false);
  });
});
