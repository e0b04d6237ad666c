import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyzeGraph } from './analysis.ts';
import { canConnect, connectableTargets, edgeOf } from './connect.ts';
import { connect } from './edit.ts';
import { viewNodes } from './node-view.ts';
import { edgeId } from './schema.ts';
import { structureProblems } from './structure.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { validateWorkflow } from './validate.ts';

const document = buildDocument(
  {
    start: 'start',
    a: 'task',
    g: 'gate',
    m: 'merge',
    each: 'map',
    inner: { type: 'task', parent: 'each' },
    done: 'end',
  },
  ['start > m', 'm > a', 'a > g', 'g.approved > done'],
);
const ask = (from: string, to: string, options = {}) => {
  const [node = '', port = 'out'] = from.split('.');
  return canConnect(document, testRegistry, { from: { node, port }, to }, options);
};

describe('an edge may be drawn', () => {
  test('forward', () => {
    expect(ask('g.rejected', 'done')).toEqual({ ok: true, loop: false });
    expect(ask('a.error', 'done')).toEqual({ ok: true, loop: false });
  });

  test('back, as a loop', () => {
    expect(ask('g.rejected', 'a')).toEqual({ ok: true, loop: true });
    expect(ask('a.error', 'a')).toEqual({ ok: true, loop: true });
  });

  test('to where it already goes, when it is the edge that moves', () => {
    expect(ask('g.approved', 'done', { replaces: 'g.approved->done' })).toEqual({ ok: true, loop: false });
  });
});

test.each([
  ['a', 'start', {}, 'start has no input'],
  ['done', 'a', {}, 'end has no output'],
  ['a', 'g', {}, 'Already connected'],
  ['a', 'inner', {}, 'Edges do not cross the border of a map'],
  ['g.rejected', 'a', { loop: false }, 'Would create a cycle; draw it as a loop'],
  ['g.rejected', 'done', { loop: true }, 'A loop goes back to an earlier node'],
  ['g.rejected', 'm', {}, 'The loop g.rejected->m cannot go back to a merge; go back to a node behind it'],
  ['g.maybe', 'done', {}, 'There is no port "maybe"'],
  ['a', 'nowhere', {}, 'There is no node "nowhere"'],
])('%s to %s %j: %s', (from, to, options, reason) => {
  expect(ask(from, to, options)).toEqual({ ok: false, reason });
});

test('a second loop from the same port is refused', () => {
  const looped = connect(document, { from: { node: 'g', port: 'rejected' }, to: 'a' }, { max: 3 });
  const answer = canConnect(looped, testRegistry, { from: { node: 'g', port: 'rejected' }, to: 'g' });
  expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('two loops') as string });
});

const ABOUT_EDGES = /^(EDGE|LOOP|CYCLE)/;
const edgeProblems = (of: typeof document) =>
  validateWorkflow(of, testRegistry)
    .filter((problem) => ABOUT_EDGES.test(problem.code))
    .map((problem) => `${problem.code} ${problem.message}`);

test('an allowed edge never adds a problem of edges, and one gesture answers as single questions do', () => {
  fc.assert(
    fc.property(arbitraryDocument, fc.nat(), (of, seed) => {
      const edges = of.spec.nodes.flatMap((node) =>
        ['out', 'error', 'rejected', 'yes'].map((port) => ({ node: node.id, port })),
      );
      const from = edges[seed % edges.length] as (typeof edges)[number];
      const before = new Set(edgeProblems(of));
      for (const [to, answer] of connectableTargets(of, testRegistry, from)) {
        expect(canConnect(of, testRegistry, { from, to })).toEqual(answer);
        if (!answer.ok) continue;
        const drawn = connect(of, { from, to }, answer.loop ? { max: 3 } : null);
        expect(drawn.spec.edges.map(edgeId)).toContain(edgeId(edgeOf({ from, to })));
        expect(edgeProblems(drawn).filter((problem) => !before.has(problem))).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test('the answers are those of drawing each edge and analysing the whole graph again', () => {
  fc.assert(
    fc.property(arbitraryDocument, fc.nat(), (of, seed) => {
      const node = of.spec.nodes[seed % of.spec.nodes.length]?.id ?? '';
      const problemsOf = (drawn: typeof of) => {
        const graph = analyzeGraph(drawn);
        return structureProblems(graph, viewNodes(graph, testRegistry)).map(
          ({ code, message }) => `${code} ${message}`,
        );
      };
      const before = new Set(problemsOf(of));
      for (const loop of [true, false]) {
        for (const [to, answer] of connectableTargets(of, testRegistry, { node, port: 'out' }, { loop })) {
          const drawn = connect(of, { from: { node, port: 'out' }, to }, loop ? { max: 3 } : null);
          const added = problemsOf(drawn).filter((problem) => !before.has(problem));
          if (answer.ok) expect(added).toEqual([]);
          else if (!BEFORE_STRUCTURE.test(answer.reason)) expect(added[0]).toContain(answer.reason);
        }
      }
    }),
    { numRuns: 500 },
  );
});

/** Reasons that need no look at the structure. */
const BEFORE_STRUCTURE =
  /^(There is no|Already connected|Edges do not cross|Would create a cycle|A loop goes back to an earlier|\w+ has no (in|out)put)/;
