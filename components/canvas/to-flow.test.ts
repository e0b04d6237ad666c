import { describe, expect, test } from 'vitest';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { INPUT_HANDLE, LOOP_HANDLE } from './card-size.ts';
import { reconcileEdges } from './flow-wires.ts';
import { reconcileNodes } from './to-flow.ts';

const NONE: ReadonlySet<string> = new Set();

function documentWith(spec: Record<string, unknown>): WorkflowDocument {
  return workflowDocumentSchema.parse({ apiVersion: 'fermata/v1', kind: 'Workflow', metadata: { name: 'w' }, spec });
}

const draft = documentWith({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'write', type: 'agent', title: 'Write', position: { x: 320, y: 0 }, config: { prompt: 'p' } },
    { id: 'gate', type: 'approval', position: { x: 640, y: 0 }, config: { message: 'ok?' } },
    { id: 'item', type: 'agent', parent: 'each', position: { x: 24, y: 64 } },
    { id: 'each', type: 'map', position: { x: 960, y: 0 } },
  ],
  edges: [
    { from: 'start', to: 'write' },
    { from: 'write', to: 'gate' },
    { from: 'write.error', to: 'each' },
    { from: 'gate.approved', to: 'each' },
    { from: 'gate.rejected', to: 'write', loop: { max: 3 } },
  ],
});

function replaceNode(document: WorkflowDocument, id: string, change: object): WorkflowDocument {
  const nodes = document.spec.nodes.map((node) => (node.id === id ? { ...node, ...change } : node));
  return { ...document, spec: { ...document.spec, nodes } };
}

describe('reconcileNodes', () => {
  const first = reconcileNodes([], draft, nodeDefinitions, NONE);
  const byId = (nodes: typeof first, id: string) => nodes.find((node) => node.id === id);

  test('every node has the size, the measure and the handles that make culling possible', () => {
    for (const node of first) {
      expect(node.width).toBeGreaterThan(0);
      expect(node.measured).toEqual({ width: node.width, height: node.height });
      expect(node.handles?.length).toBeGreaterThan(0);
    }
  });

  test('the same document gives the same array', () => {
    expect(reconcileNodes(first, draft, nodeDefinitions, NONE)).toBe(first);
  });

  test('a changed node is a spread of its flow node, and the others keep their objects', () => {
    const next = reconcileNodes(first, replaceNode(draft, 'write', { title: 'Other' }), nodeDefinitions, NONE);
    expect(byId(next, 'write')).not.toBe(byId(first, 'write'));
    expect(byId(next, 'write')?.ariaLabel).toBe('Agent: Other');
    for (const id of ['start', 'gate', 'item', 'each']) expect(byId(next, id)).toBe(byId(first, id));
  });

  test('a selection changes only the nodes that it enters or leaves', () => {
    const next = reconcileNodes(first, draft, nodeDefinitions, new Set(['gate']));
    expect(next.filter((node) => !first.includes(node)).map((node) => node.id)).toEqual(['gate']);
  });

  test('a node that is dragged keeps the place under the pointer', () => {
    const dragged = first.map((node) =>
      node.id === 'write' ? { ...node, position: { x: 7, y: 7 }, dragging: true } : node,
    );
    const next = reconcileNodes(dragged, replaceNode(draft, 'gate', { title: 'x' }), nodeDefinitions, NONE);
    expect(byId(next, 'write')?.position).toEqual({ x: 7, y: 7 });
  });

  test('a parent stands before its children and is large enough for them', () => {
    const ids = first.map((node) => node.id);
    expect(ids.indexOf('each')).toBeLessThan(ids.indexOf('item'));
    expect(byId(first, 'item')?.parentId).toBe('each');
    const far = reconcileNodes(
      first,
      replaceNode(draft, 'item', { position: { x: 500, y: 300 } }),
      nodeDefinitions,
      NONE,
    );
    expect(byId(far, 'each')?.width).toBeGreaterThanOrEqual(500 + 240);
    expect(byId(far, 'start')).toBe(byId(first, 'start'));
  });

  test('a node whose map is gone is drawn at the top, where it can be deleted', () => {
    const orphan = replaceNode(draft, 'item', { parent: 'nobody' });
    const drawn = reconcileNodes([], orphan, nodeDefinitions, NONE);
    expect(byId(drawn, 'item')).toMatchObject({ id: 'item', parentId: undefined });
  });
});

describe('reconcileEdges', () => {
  const first = reconcileEdges([], draft, nodeDefinitions, NONE);
  const byId = (id: string) => first.find((edge) => edge.id === id);

  test('loop edges arrive at their own handle and know what they pass', () => {
    expect(byId('start.out->write')?.targetHandle).toBe(INPUT_HANDLE);
    expect(byId('gate.rejected->write')?.targetHandle).toBe(LOOP_HANDLE);
    expect(byId('gate.rejected->write')?.data?.below).toEqual(expect.arrayContaining(['write', 'gate']));
  });

  test('decision ports are named on the wire, a single port is not, error routes are marked', () => {
    expect(byId('gate.approved->each')?.data?.label).toBe('Approved');
    expect(byId('write.out->gate')?.data?.label).toBeNull();
    expect(byId('write.error->each')?.data).toMatchObject({ error: true, label: 'Error' });
  });

  test('a wire is called by the titles of its ends, also after one of them was renamed', () => {
    const renamed = replaceNode(draft, 'write', { title: 'Compose' });
    const next = reconcileEdges(first, renamed, nodeDefinitions, NONE);
    const name = (id: string) => next.find((edge) => edge.id === id)?.ariaLabel;
    expect(name('start.out->write')).toBe('Connection from Start to Compose');
  });

  test('moving a node changes no edge', () => {
    const moved = replaceNode(draft, 'write', { position: { x: 1, y: 1 } });
    expect(reconcileEdges(first, moved, nodeDefinitions, NONE)).toBe(first);
  });
});
