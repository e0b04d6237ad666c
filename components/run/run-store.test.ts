import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { RunEvent, RunEventBody } from '#core/run/events.ts';
import { compileGraph } from '#core/run/graph.ts';
import { initialState } from '#core/run/reduce.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { createRunStore } from './run-store.ts';

const position = { x: 0, y: 0 };
const document: WorkflowDocument = {
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'two_branches' },
  spec: {
    nodes: [
      { id: 'start', type: 'start', position, config: {} },
      { id: 'left', type: 'agent', position, config: { model: 'default', prompt: 'Left' } },
      { id: 'right', type: 'agent', position, config: { model: 'default', prompt: 'Right' } },
    ],
    edges: [
      { from: 'start', to: 'left' },
      { from: 'start', to: 'right' },
    ],
  },
};

const started = (key: string): RunEventBody => ({
  type: 'node.started',
  key,
  attempt: 1,
  idempotencyKey: `r:${key}`,
  took: [],
  config: { value: {} },
});
const succeeded = (key: string): RunEventBody => ({
  type: 'node.succeeded',
  key,
  attempt: 1,
  output: { value: { text: 'done' } },
  port: 'out',
});

/** A gate that needs two, and the first vote on it. */
const gated: RunEventBody[] = [
  { type: 'node.waiting', key: 'left', attempt: 1, reason: 'approval', approvalId: 'a' },
  {
    type: 'approval.voted',
    key: 'left',
    approvalId: 'a',
    n: 1,
    by: { id: 'u', name: 'Ana' },
    comment: '',
    edited: false,
    approvedBy: [{ id: 'u', name: 'Ana' }],
    required: 2,
  },
];

const created: RunEventBody = {
  type: 'run.created',
  input: { value: {} },
  workflow: 'two_branches',
  version: 1,
  graphHash: 'h',
  trigger: { kind: 'manual', by: null },
  simulated: true,
  limits: { maxNodeRuns: 100, timeoutMs: null, tokens: null, costUsd: null },
};

function openRun() {
  const frames: (() => void)[] = [];
  const store = createRunStore({
    document,
    graph: compileGraph(document, nodeDefinitions),
    state: initialState(),
    requestFrame: (flush) => frames.push(flush),
  });
  let seq = 0;
  const event = (body: RunEventBody): RunEvent => ({
    ...body,
    seq: ++seq,
    at: new Date(seq * 1000).toISOString(),
    v: 1,
  });
  const changes = { left: 0, right: 0, edge: 0 };
  store.subscribe('left', () => changes.left++);
  store.subscribe('right', () => changes.right++);
  store.subscribeEdge('start.out->left', () => changes.edge++);
  return {
    store,
    changes,
    push: (...bodies: RunEventBody[]) => bodies.forEach((body) => store.push({ kind: 'event', event: event(body) })),
    pushAgain: (body: RunEventBody, at: number) =>
      store.push({ kind: 'event', event: { ...body, seq: at, at: new Date(0).toISOString(), v: 1 } }),
    frame: () => frames.splice(0).forEach((flush) => flush()),
    frames,
  };
}

describe('the browser fold of a run', () => {
  it('folds a burst of events in one frame', () => {
    const run = openRun();
    run.push(created, { type: 'run.started' }, started('start'), succeeded('start'), started('left'));
    expect(run.frames).toHaveLength(1);
    expect(run.store.state().seq).toBe(0);
    run.frame();
    expect(run.store.state().seq).toBe(5);
    expect(run.store.get('left')?.status).toBe('running');
  });

  it('tells only the subscribers of the node that an event names', () => {
    const run = openRun();
    run.push(created, { type: 'run.started' }, started('start'), succeeded('start'), started('left'), started('right'));
    run.frame();
    const before = { ...run.changes };
    const rightBefore = run.store.get('right');
    run.push(succeeded('left'));
    run.frame();
    expect(run.changes.left).toBe(before.left + 1);
    expect(run.changes.right).toBe(before.right);
    expect(run.store.get('right')).toBe(rightBefore);
  });

  it('marks an edge active while its target works and taken afterwards', () => {
    const run = openRun();
    run.push(created, { type: 'run.started' }, started('start'), succeeded('start'), started('left'));
    run.frame();
    expect(run.store.getEdge('start.out->left')).toBe('active');
    run.push(succeeded('left'));
    run.frame();
    expect(run.store.getEdge('start.out->left')).toBe('taken');
    expect(run.changes.edge).toBe(2);
  });

  it('counts the approvals of a gate that needs several, and redraws that node alone', () => {
    const run = openRun();
    run.push(created, { type: 'run.started' }, started('start'), succeeded('start'), started('left'), gated[0]!);
    run.frame();
    const before = { ...run.changes };
    run.push(gated[1]!);
    run.frame();
    expect(run.store.get('left')).toMatchObject({ status: 'waiting', person: true, text: '1 of 2 approved' });
    expect(run.changes).toMatchObject({ left: before.left + 1, right: before.right });
  });

  it('ignores an event that it has folded already', () => {
    const run = openRun();
    run.push(created, { type: 'run.started' });
    run.frame();
    run.pushAgain({ type: 'run.started' }, 2);
    run.frame();
    expect(run.store.state().seq).toBe(2);
  });

  it('joins streamed pieces by their offset, and drops the text of an earlier attempt', () => {
    const run = openRun();
    run.push(created, { type: 'run.started' }, started('start'), succeeded('start'), started('left'));
    run.store.push({ kind: 'delta', key: 'left', attempt: 1, offset: 0, text: 'Hello ' });
    run.store.push({ kind: 'delta', key: 'left', attempt: 1, offset: 0, text: 'Hello ' });
    run.store.push({ kind: 'delta', key: 'left', attempt: 1, offset: 6, text: 'world' });
    run.frame();
    expect(run.store.textOf('left')).toBe('Hello world');
    expect(run.store.get('left')?.line).toBe('Hello world');
    run.store.push({ kind: 'delta', key: 'left', attempt: 2, offset: 0, text: 'Again' });
    run.frame();
    expect(run.store.textOf('left')).toBe('Again');
    run.push(succeeded('left'));
    run.frame();
    expect(run.store.textOf('left')).toBe('');
  });
});
