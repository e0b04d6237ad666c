import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDocument } from './document.ts';
import {
  addNode,
  connect,
  disconnect,
  insertOnEdge,
  moveNodes,
  reconnect,
  removeElements,
  renamePort,
  setLoop,
  setParent,
  updateConfig,
  updateMetadata,
  updateNode,
  updateSpec,
} from './edit.ts';
import { addNote, removeNotes, updateNote } from './edit-notes.ts';
import { mintId } from './ids.ts';
import { copy, paste } from './paste.ts';
import type { WorkflowDocument } from './schema.ts';
import { arbitraryDocument } from './testing/arbitrary-document.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const at = (x: number, y = 0) => ({ x, y });
const document = buildDocument(
  {
    start: 'start',
    a: { type: 'task', position: at(320) },
    each: { type: 'map', position: at(640) },
    inner: { type: 'task', parent: 'each' },
    done: { type: 'end', position: at(960) },
  },
  ['start > a', 'a > each', 'each > done'],
);
const ids = (of: WorkflowDocument) => of.spec.nodes.map((node) => node.id);
const edges = (of: WorkflowDocument) => of.spec.edges.map((edge) => `${edge.from} > ${edge.to}`);
const node = (of: WorkflowDocument, id: string) => of.spec.nodes.find((other) => other.id === id);

test('ids come from titles and stay unique', () => {
  expect(mintId('Write Draft!', new Set())).toBe('write_draft');
  expect(mintId('Write draft', new Set(['write_draft']))).toBe('write_draft_2');
  expect(mintId('Über 3 Größen', new Set())).toBe('uber_3_gro_en');
  expect(mintId('2nd', new Set())).toBe('nd');
  expect(mintId('日本', new Set(['node']))).toBe('node_2');
  expect(mintId('In', new Set())).toBe('in_2');
  expect(mintId('Constructor', new Set())).toBe('constructor_2');
  expect(mintId('x'.repeat(100), new Set(['x'.repeat(64)]))).toBe(`${'x'.repeat(62)}_2`);
});

describe('nodes', () => {
  test('a new node has an id from its title and the default settings', () => {
    const { document: added, id } = addNode(document, {
      definition: testRegistry.gate,
      title: 'Ask Ada',
      position: at(5, 6),
    });
    expect(id).toBe('ask_ada');
    expect(node(added, id)).toEqual({
      id,
      type: 'gate',
      title: 'Ask Ada',
      position: at(5, 6),
      config: { message: 'Go on?' },
    });
    expect(added.spec.nodes.slice(0, -1)).toEqual(document.spec.nodes);
    expect(added.spec.edges).toBe(document.spec.edges);
  });

  test('moving touches only what moved', () => {
    const moved = moveNodes(
      document,
      new Map([
        ['a', at(1)],
        ['done', at(960)],
      ]),
    );
    expect(node(moved, 'a')?.position).toEqual(at(1));
    expect(node(moved, 'done')).toBe(node(document, 'done'));
    expect(moveNodes(document, new Map([['a', at(320)]]))).toBe(document);
  });

  test('removing a map removes what it holds and every edge of them', () => {
    const removed = removeElements(document, { nodes: ['each'] });
    expect(ids(removed)).toEqual(['start', 'a', 'done']);
    expect(edges(removed)).toEqual(['start > a']);
    expect(removed.spec.edges[0]).toBe(document.spec.edges[0]);
  });

  test('fields are changed and removed', () => {
    const changed = updateNode(document, 'a', { title: 'A', timeout: '5s' });
    expect(node(changed, 'a')).toMatchObject({ title: 'A', timeout: '5s' });
    expect(node(updateNode(changed, 'a', { title: undefined, timeout: undefined }), 'a')).toEqual(node(document, 'a'));
    expect(updateNode(changed, 'a', { title: 'A' })).toBe(changed);
    expect(node(updateConfig(document, 'a', { prompt: 'New' }), 'a')?.config).toEqual({ prompt: 'New' });
  });

  test('going into a map cuts the edges that would cross its border', () => {
    const inside = setParent(document, ['a'], 'each', new Map([['a', at(10)]]));
    expect(node(inside, 'a')).toMatchObject({ parent: 'each', position: at(10) });
    expect(edges(inside)).toEqual(['each > done']);
    expect(node(setParent(inside, ['a'], null), 'a')).not.toHaveProperty('parent');
    expect(setParent(document, ['each'], 'each')).toBe(document);
  });
});

describe('edges', () => {
  test('are drawn once, moved in place, made loops and removed', () => {
    const drawn = connect(document, { from: { node: 'a', port: 'error' }, to: 'done' });
    expect(edges(drawn).at(-1)).toBe('a.error > done');
    expect(connect(drawn, { from: { node: 'a', port: 'error' }, to: 'done' })).toBe(drawn);
    const moved = reconnect(drawn, 'a.out->each', { to: 'done' });
    expect(edges(moved)[1]).toBe('a > done');
    expect(reconnect(drawn, 'a.out->each', { from: { node: 'each', port: 'out' }, to: 'done' })).toBe(drawn);
    const looped = setLoop(drawn, 'a.error->done', { max: 2 });
    expect(looped.spec.edges.at(-1)?.loop).toEqual({ max: 2 });
    expect(setLoop(looped, 'a.error->done', { max: 2 })).toBe(looped);
    expect(setLoop(looped, 'a.error->done', null).spec.edges.at(-1)).toEqual({ from: 'a.error', to: 'done' });
    expect(edges(disconnect(drawn, ['a.error->done']))).toEqual(edges(document));
  });

  test('follow a port that is renamed', () => {
    const drawn = connect(document, { from: { node: 'a', port: 'error' }, to: 'done' });
    expect(edges(renamePort(drawn, 'a', 'error', 'failed'))).toContain('a.failed > done');
  });

  test('of a port that is renamed take the pin along', () => {
    const pinned = updateNode(document, 'a', { pinned: { output: 1, port: 'error' } });
    expect(node(renamePort(pinned, 'a', 'error', 'failed'), 'a')?.pinned).toEqual({ output: 1, port: 'failed' });
    expect(node(renamePort(pinned, 'a', 'out', 'done'), 'a')?.pinned).toEqual({ output: 1, port: 'error' });
  });

  test('take a node in between, and what is behind makes room', () => {
    const { document: added, id } = addNode(document, { definition: testRegistry.gate, position: at(0, 500) });
    const inserted = insertOnEdge(added, testRegistry, { edgeId: 'a.out->each', nodeId: id });
    expect(edges(inserted)).toEqual(['start > a', 'a > gate', 'gate.approved > each', 'each > done']);
    expect(['a', 'gate', 'each', 'done'].map((name) => node(inserted, name)?.position)).toEqual([
      at(320),
      at(640),
      at(960),
      at(1280),
    ]);
    expect(node(inserted, 'inner')).toBe(node(document, 'inner'));
  });

  test('that are loops stay loops behind the node that was put in', () => {
    const looped = connect(document, { from: { node: 'a', port: 'error' }, to: 'a' }, { max: 3 });
    const { document: added, id } = addNode(looped, { definition: testRegistry.timer, position: at(0) });
    const inserted = insertOnEdge(added, testRegistry, { edgeId: 'a.error->a', nodeId: id });
    expect(inserted.spec.edges.slice(-2)).toEqual([
      { from: 'a.error', to: 'timer' },
      { from: 'timer', to: 'a', loop: { max: 3 } },
    ]);
  });

  test('do not take in what has no input or no output', () => {
    expect(insertOnEdge(document, testRegistry, { edgeId: 'start.out->a', nodeId: 'done' })).toBe(document);
  });
});

describe('copies', () => {
  const prompt = '{{ nodes.a.output.text }} {{ nodes["b"].output }} {{ nodes.other.output }} nodes.a {{ broken';
  const source = buildDocument(
    {
      start: 'start',
      other: 'task',
      a: { type: 'task', title: 'Ask' },
      b: { type: 'branch', config: { cases: [{ port: 'yes', when: 'nodes.a.status == "succeeded" && nodes.aa.x' }] } },
      m: 'map',
      c: { type: 'task', parent: 'm', config: { prompt: prompt.replace(' {{ broken', '') } },
      d: { type: 'task', config: { prompt } },
    },
    ['start > a', 'a > b', 'b.yes > d', 'd > b *2'],
  );

  test('get new ids, keep the edges among them and mention each other', () => {
    const clip = copy(source, ['a', 'b', 'm', 'd', 'start']);
    const { document: pasted, ids: created } = paste(source, testRegistry, clip, { offset: at(40, 40) });
    expect(created).toEqual(['ask', 'b_2', 'm_2', 'c_2', 'd_2']);
    expect(edges(pasted).slice(4)).toEqual(['ask > b_2', 'b_2.yes > d_2', 'd_2 > b_2']);
    expect(pasted.spec.edges.at(-1)?.loop).toEqual({ max: 2 });
    expect(node(pasted, 'b_2')?.config).toEqual({
      cases: [{ port: 'yes', when: 'nodes.ask.status == "succeeded" && nodes.aa.x' }],
    });
    expect(node(pasted, 'c_2')).toMatchObject({
      parent: 'm_2',
      position: at(0),
      config: { prompt: '{{ nodes.ask.output.text }} {{ nodes["b_2"].output }} {{ nodes.other.output }} nodes.a' },
    });
    expect(node(pasted, 'd_2')?.config).toEqual({ prompt });
    expect(node(pasted, 'ask')?.position).toEqual(at(40, 40));
  });

  test('go into the map where they are pasted', () => {
    const { document: pasted, ids: created } = paste(source, testRegistry, copy(source, ['a']), {
      offset: at(0),
      parent: 'm',
    });
    expect(node(pasted, created[0] ?? '')?.parent).toBe('m');
    expect(paste(source, testRegistry, copy(source, ['start']), { offset: at(0) }).document).toBe(source);
  });
});

test('notes, spec and metadata', () => {
  const { document: noted, id } = addNote(document, { text: 'Hi', position: at(1) });
  expect(noted.spec.canvas?.notes).toEqual([{ id: 'note', text: 'Hi', position: at(1), width: 240, height: 120 }]);
  expect(updateNote(noted, id, { text: 'Ho' }).spec.canvas?.notes?.[0]?.text).toBe('Ho');
  expect(removeNotes(noted, [id])).toEqual(document);
  expect(removeNotes(noted, ['other'])).toBe(noted);
  expect(updateSpec(document, { limits: { timeout: '1d' } }).spec.nodes).toBe(document.spec.nodes);
  expect(updateSpec(updateSpec(document, { limits: {} }), { limits: undefined })).toEqual(document);
  expect(updateMetadata(document, { title: 'New' }).metadata).toEqual({ name: 'test', title: 'New' });
  expect(updateMetadata(document, {})).toBe(document);
});

test('any row of edits keeps the shape of a document and shares what it does not touch', () => {
  const edit = fc.record({ kind: fc.nat({ max: 8 }), a: fc.nat(), b: fc.nat() });
  fc.assert(
    fc.property(arbitraryDocument, fc.array(edit, { maxLength: 8 }), (first, list) => {
      const frozen = structuredClone(first);
      let current = first;
      for (const { kind, a, b } of list) {
        const next = apply(current, kind, a, b);
        const kept = new Set<unknown>([...current.spec.nodes, ...current.spec.edges]);
        const shared = [...next.spec.nodes, ...next.spec.edges].filter((part) => kept.has(part)).length;
        expect(shared > 0 || next.spec.nodes.length === 0 || current.spec.nodes.length < 8).toBe(true);
        current = next;
      }
      expect(checkDocument(current, testRegistry)).toEqual(current);
      expect(first).toEqual(frozen);
    }),
    { numRuns: 300 },
  );
});

function apply(current: WorkflowDocument, kind: number, a: number, b: number): WorkflowDocument {
  const pick = (n: number) => current.spec.nodes[n % Math.max(1, current.spec.nodes.length)]?.id ?? 'none';
  const edge = current.spec.edges[a % Math.max(1, current.spec.edges.length)];
  const name = edge ? `${edge.from.includes('.') ? edge.from : `${edge.from}.out`}->${edge.to}` : '';
  switch (kind) {
    case 0:
      return addNode(current, { definition: testRegistry.task, title: `T ${a}`, position: at(b) }).document;
    case 1:
      return removeElements(current, { nodes: [pick(a)] });
    case 2:
      return connect(current, { from: { node: pick(a), port: 'out' }, to: pick(b) });
    case 3:
      return disconnect(current, [name]);
    case 4:
      return insertOnEdge(current, testRegistry, { edgeId: name, nodeId: pick(b) });
    case 5:
      return setParent(current, [pick(a)], pick(b));
    case 6:
      return paste(current, testRegistry, copy(current, [pick(a), pick(b)]), { offset: at(1) }).document;
    case 7:
      return reconnect(current, name, { to: pick(b) });
    default:
      return setLoop(current, name, b % 2 ? { max: 2 } : null);
  }
}
