import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { createProblemStore, ProblemStoreContext } from '#components/canvas/problem-store.ts';
import { NodeRunSourceContext } from '#components/canvas/run-source.ts';
import type { NodeRun } from '#components/canvas/run-source.ts';
import { draft } from '#components/canvas/testing/editor-of.ts';
import { connect, setLoop } from '#core/graph/edit.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { OutlineRowView } from './outline-row.tsx';
import { spokenRow } from './row-words.ts';
import { outlineRows } from './rows.ts';
import { treeMove } from './walk.ts';

const gate = { node: 'gate', port: 'rejected' };
/** With a decision that ends it and one that begins anew. */
const document = setLoop(
  connect(connect(draft, { from: { node: 'gate', port: 'approved' }, to: 'done' }), { from: gate, to: 'write' }),
  'gate.rejected->write',
  { max: 3 },
);
const rows = (open: [string, boolean][] = []) => outlineRows(document, nodeDefinitions, new Map(open));
const row = (id: string, open: [string, boolean][] = []) => {
  const found = rows(open).find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no row ${id}`);
  return found;
};
const quiet = { problems: 0, run: null, inRun: false, people: [] };

describe('the rows of the outline', () => {
  test('are every node in the order of the run, what a map holds under it, the notes last', () => {
    expect(rows().map(({ id, level }) => `${'  '.repeat(level - 1)}${id}`)).toEqual([
      'start',
      'each',
      '  item',
      'write',
      'gate',
      'done',
      'note:why',
    ]);
  });

  test('open a node to its wires, close a map over its nodes', () => {
    const open = rows([
      ['gate', true],
      ['each', false],
    ]);
    expect(open.map(({ id }) => id)).toEqual([
      'start',
      'each',
      'write',
      'gate',
      'gate.approved->done',
      'gate.rejected->write',
      'done',
      'note:why',
    ]);
    expect(open.find(({ id }) => id === 'gate.rejected->write')).toMatchObject({
      kind: 'wire',
      level: 2,
      position: 2,
      setSize: 2,
      parent: 'gate',
    });
  });

  test('count within their level and say whether something is under them', () => {
    expect(row('start')).toMatchObject({ position: 1, setSize: 6, expanded: false });
    expect(row('each')).toMatchObject({ expanded: true });
    expect(row('done')).toMatchObject({ expanded: null });
    expect(row('item')).toMatchObject({ level: 2, position: 1, setSize: 1, parent: 'each' });
  });
});

describe('a row is said with', () => {
  test('its type and title, its group, where it comes from and leads to', () => {
    expect(spokenRow(row('gate'), quiet)).toBe(
      'Approval: Gate. In group Ending. From Write. To Approved: Done; Rejected: Write, at most 3 times',
    );
    expect(spokenRow(row('item'), quiet)).toBe('Set: Item. Not connected');
    const looked = spokenRow(row('item'), { ...quiet, people: ['Ena Editor', 'You, in another tab'] });
    expect(looked).toBe('Set: Item. Not connected. Also here: Ena Editor; You, in another tab');
  });

  test('its problems, and that it is switched off', () => {
    const off = row('write');
    if (off.kind !== 'node') throw new Error('It is a node');
    const words = spokenRow({ ...off, node: { ...off.node, disabled: true } }, { ...quiet, problems: 2 });
    expect(words).toMatch(/^Agent: Write, switched off, 2 problems\. From Start, Gate/);
  });

  test('what it is pointed out for', () => {
    const marked = { ...quiet, mark: 'To decide' };
    expect(spokenRow(row('item'), marked)).toBe('Set: Item, to decide. Not connected');
    expect(spokenRow(row('note:why'), marked)).toBe('Note: Because, to decide');
  });

  test('how it stands in a run, in words', () => {
    const words = (run: NodeRun | null) => spokenRow(row('gate'), { ...quiet, run, inRun: true }).split('. ')[0];
    expect(words(null)).toBe('Approval: Gate, Not started');
    expect(words({ status: 'waiting', text: 'Waiting for Ana', person: true })).toBe('Approval: Gate, Waiting for Ana');
    expect(words({ status: 'succeeded', text: '3 of 3' })).toBe('Approval: Gate, Done, 3 of 3');
  });

  test('what a wire or a note is', () => {
    expect(spokenRow(row('gate.rejected->write', [['gate', true]]), quiet)).toBe(
      'Loop: Rejected: Write, at most 3 times',
    );
    expect(spokenRow(row('note:why'), quiet)).toBe('Note: Because');
  });
});

describe('the keys of the tree', () => {
  const at = (id: string) => rows().findIndex((candidate) => candidate.id === id);
  const move = (id: string, key: string) => treeMove(rows(), at(id), key);

  test('walk, open, close and go up', () => {
    expect(move('start', 'ArrowDown')).toEqual({ kind: 'go', index: at('each') });
    expect(move('start', 'ArrowRight')).toEqual({ kind: 'expand', id: 'start', open: true });
    expect(move('each', 'ArrowRight')).toEqual({ kind: 'go', index: at('item') });
    expect(move('each', 'ArrowLeft')).toEqual({ kind: 'expand', id: 'each', open: false });
    expect(move('item', 'ArrowLeft')).toEqual({ kind: 'go', index: at('each') });
    expect(move('write', 'End')).toEqual({ kind: 'go', index: at('note:why') });
  });

  test('stop at the ends and leave all other keys to the commands', () => {
    expect(move('start', 'ArrowUp')).toEqual({ kind: 'stay' });
    expect(move('done', 'ArrowRight')).toEqual({ kind: 'stay' });
    expect(move('start', 'c')).toBeNull();
    expect(move('start', 'Tab')).toBeNull();
  });
});

test('a row in the page is a tree item with its place, its problems and its state', () => {
  const running: NodeRun = { status: 'failed', line: 'The key was refused.' };
  const nothing = () => () => undefined;
  const source = {
    subscribe: nothing,
    get: () => running,
    subscribeEdge: nothing,
    getEdge: () => 'open' as const,
    subscribeRun: nothing,
    version: () => 0,
  };
  const problems = createProblemStore([{ code: 'X', severity: 'error', message: 'No prompt', nodeId: 'write' }]);
  const html = renderToStaticMarkup(
    <ProblemStoreContext value={problems}>
      <NodeRunSourceContext value={source}>
        <OutlineRowView row={row('write')} elementId="r" active selected onToggle={() => undefined} />
      </NodeRunSourceContext>
    </ProblemStoreContext>,
  );
  expect(html).toContain('role="treeitem"');
  expect(html).toContain('<span class="sr-only">Agent: Write, Failed, 1 problem. From Start, Gate. To Gate</span>');
  expect(html).toContain('aria-posinset="3"');
  expect(html).toContain('aria-expanded="false"');
  expect(html).toContain('aria-selected="true"');
  expect(html).toContain('The key was refused.');
});
