import { describe, expect, test } from 'vitest';
import { buildDocument } from '../testing/build-document.ts';
import { testRegistry } from '../testing/test-registry.ts';
import { validateWorkflow } from '../validate.ts';
import type { WorkflowDocument } from '../schema.ts';

type Nodes = Parameters<typeof buildDocument>[0];

const problems = (document: WorkflowDocument) => validateWorkflow(document, testRegistry);
const task = (prompt: string, rest: object = {}) => ({ type: 'task', config: { prompt }, ...rest });
const cases = (...ports: string[]) => ({
  type: 'branch',
  config: { cases: ports.map((port) => ({ port, when: 'true' })) },
});

describe('expressions', () => {
  const check = (prompt: string, nodes: Nodes = {}, edges: string[] = ['start > a', 'a > b', 'b > done']) =>
    problems(
      buildDocument({ start: 'start', a: 'task', b: task(prompt), done: 'end', ...nodes }, edges, {
        input: { type: 'object', properties: { ticket: { type: 'string' } } },
      }),
    ).filter((problem) => problem.path?.[0] === 'config');

  test.each([
    ['{{ nodes.a.output.text }}', null],
    ['{{ input.ticket }} {{ nodes.a.status }} {{ nodes.b.iteration }}', null],
    ['{{ default(nodes.done.status, "") }}', null],
    ['{{ input.tiket }}', 'The input has no "tiket"; did you mean "ticket"?'],
    ['{{ nodes.aa.output }}', 'There is no node "aa"; did you mean "a"?'],
    ['{{ nodes.a.text }}', 'A node has no "text"; did you mean "output.text"?'],
    ['{{ nodes.a.output.txt }}', 'The output of a has no "txt"; did you mean "text"?'],
    ['{{ nodes.done.output }}', 'done runs later than this node'],
    ['{{ nodes.b.output }}', 'A node cannot read its own output'],
    ['{{ nodes.a.previous.output }}', 'No loop goes around a and this node, so it has no "previous"'],
    ['{{ item }}', '"item" is known inside a map only'],
    ['{{ inptu.ticket }}', 'Unknown name "inptu"; did you mean "input"?'],
    ['{{ input.ticket', 'This {{ has no matching }}'],
    ['{{ 1 + }}', 'Unexpected token: EOF'],
    ['{{ run.start }}', '"run" has no "start"'],
    ['{{ secrets.key }}', 'Secrets cannot be read here; name the secret in its own field'],
  ])('%s', (prompt, message) => {
    expect(check(prompt).map((problem) => problem.message)).toEqual(message === null ? [] : [message]);
  });

  const forked: Nodes = { fork: cases('yes'), side: 'task' };
  const forkedEdges = ['start > a', 'a > fork', 'fork.yes > side', 'fork.else > b', 'side > b', 'b > done'];

  test.each([
    ['{{ nodes.side.output.text }}', ['warning']],
    ['{{ default(nodes.side.output.text, "") }}', []],
    ['{{ has(nodes.side.output) ? nodes.side.output.text : "" }}', []],
    ['{{ nodes.side.status == "succeeded" ? nodes.side.output.text : "" }}', []],
    ['{{ nodes.side.status != "succeeded" || nodes.side.output.text == "" }}', []],
    ['{{ has(nodes.a.output) ? nodes.side.output.text : "" }}', ['warning']],
    ['{{ nodes.a.output.text + nodes.fork.output.port }}', []],
  ])('a result that may be missing wants a guard: %s', (prompt, severities) => {
    expect(check(prompt, forked, forkedEdges).map((problem) => problem.severity)).toEqual(severities);
  });

  test('parallel branches that always run are certain behind the node that waits for both', () => {
    const edges = ['start > a', 'start > side', 'a > b', 'side > b', 'b > done'];
    expect(check('{{ nodes.a.output.text }}{{ nodes.side.output.text }}', { side: 'task' }, edges)).toEqual([]);
  });

  test('behind an any-merge only what every way passes is certain', () => {
    const nodes: Nodes = { m: { type: 'merge', config: { mode: 'any' } }, side: 'task' };
    const edges = ['start > a', 'start > side', 'a > m', 'side > m', 'm > b', 'b > done'];
    expect(check('{{ nodes.a.output.text }}', nodes, edges)).toHaveLength(1);
    expect(check('{{ nodes.m.output }}', nodes, edges)).toEqual([]);
  });

  test('a node whose error leads on is certain only along its good port', () => {
    const edges = ['start > a', 'a > b', 'a.error > side', 'b > done'];
    expect(check('{{ nodes.a.output.text }}', { side: 'task' }, edges)).toEqual([]);
    expect(check('{{ nodes.a.output.text }}', {}, ['start > a', 'a > b', 'a.error > b', 'b > done'])).toHaveLength(1);
    expect(check('{{ nodes.a.output.text }}', { a: task('x', { onError: 'continue' }) })).toHaveLength(1);
    expect(check('{{ nodes.a.output.text }}', { a: task('x', { disabled: true }) })).toHaveLength(1);
  });

  test('a loop gives the round before, which is not there in the first', () => {
    const nodes: Nodes = { review: 'gate' };
    const edges = ['start > a', 'a > b', 'b > review', 'review.approved > done', 'review.rejected > b *3'];
    expect(check('{{ default(nodes.review.previous.output.comment, "") }}', nodes, edges)).toEqual([]);
    expect(check('{{ nodes.review.previous.output.comment }}', nodes, edges)).toMatchObject([{ code: 'NOT_CERTAIN' }]);
    expect(check('{{ default(nodes.review.previous.output.coment, "") }}', nodes, edges)).toMatchObject([
      { code: 'UNKNOWN_NAME' },
    ]);
    expect(check('{{ nodes.review.output.comment }}', nodes, edges)[0]?.message).toContain('nodes.review.previous');
  });

  test('what stands in a map is read in there only, with item and index', () => {
    const nodes: Nodes = {
      m: 'map',
      inner: task('{{ item.x }} {{ index }} {{ nodes.a.output.text }}', { parent: 'm' }),
    };
    const edges = ['start > a', 'a > m', 'm > b', 'b > done'];
    expect(check('{{ nodes.m.output }}', nodes, edges)).toEqual([]);
    expect(check('{{ nodes.inner.output }}', nodes, edges)[0]?.message).toContain('stands inside a map');
    const own: Nodes = { ...nodes, inner: task('{{ nodes.m.output }}', { parent: 'm' }) };
    expect(check('x', own, edges)).toMatchObject([{ nodeId: 'inner', code: 'NOT_YET' }]);
  });

  test('a condition that is no condition is an error with its path', () => {
    const nodes: Nodes = { fork: { type: 'branch', config: { cases: [{ port: 'yes', when: '"text"' }] } } };
    expect(
      check(
        'x',
        nodes,
        forkedEdges.filter((edge) => !edge.includes('side')),
      ),
    ).toEqual([
      expect.objectContaining({
        nodeId: 'fork',
        path: ['config', 'cases', 0, 'when'],
        message: 'The condition must be true or false',
      }),
    ]);
  });
});
