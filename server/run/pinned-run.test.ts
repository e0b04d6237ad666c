import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GraphEdge, GraphNode, Pin, WorkflowDocument } from '#core/graph/schema.ts';
import { API_VERSION } from '#core/graph/schema.ts';
import type { JsonObject } from '#core/json.ts';
import { sendRest } from '#server/http/rest/testing/send-rest.ts';
import { createRunningApp, type RunningApp } from '#server/testing/app-runner.ts';
import { waitForEnd } from './wait-for-end.ts';

/** Pinned outputs in real runs, of the real node types, and where pins are refused. */

let app: RunningApp;
let sink: Server;
const calls: string[] = [];
beforeAll(async () => {
  app = await createRunningApp();
  sink = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await app.close();
  sink.close();
});

type NodeSpec = Partial<GraphNode> & Pick<GraphNode, 'type'>;

function documentOf(name: string, nodes: Record<string, NodeSpec>, edges: (string | GraphEdge)[]): WorkflowDocument {
  return {
    apiVersion: API_VERSION,
    kind: 'Workflow',
    metadata: { name, title: name },
    spec: {
      nodes: Object.entries(nodes).map(([id, node]) => ({ id, position: { x: 0, y: 0 }, config: {}, ...node })),
      edges: edges.map((edge) => {
        if (typeof edge !== 'string') return edge;
        const [from = '', to = ''] = edge.split(' > ');
        return { from, to };
      }),
    },
  };
}

const call = (path: string): JsonObject => {
  const { port } = sink.address() as AddressInfo;
  return { method: 'POST', url: `http://127.0.0.1:${port}/${path}`, body: { sent: true } };
};

async function testRun(name: string, document: WorkflowDocument) {
  const api = app.as(app.owner);
  await api.workflow.import({ name, document });
  const { id } = await api.run.start({ workflow: name, source: 'draft', input: {}, simulated: false });
  await waitForEnd(app.deps, app.owner, id, 30_000, new AbortController().signal);
  return api.run.get({ id });
}

test('a pinned request, agent and gate do nothing, and their ports and outputs are followed, round a loop and inside a map too', async () => {
  const pinned: Record<string, Pin> = {
    list: { output: { status: 200, headers: {}, body: { rows: [1, 2] } } },
    write: { output: { text: 'A pinned draft' } },
    gate: { output: { decision: 'rejected', comment: 'Once more' }, port: 'rejected' },
    each: { output: { status: 201, headers: {}, body: 'kept' } },
  };
  const document = documentOf(
    'all_pinned',
    {
      start: { type: 'start' },
      list: { type: 'http', config: call('list'), pinned: pinned.list },
      write: { type: 'agent', config: { prompt: 'Write' }, pinned: pinned.write },
      gate: { type: 'approval', config: { message: '{{ nodes.write.output.text }}' }, pinned: pinned.gate },
      rows: { type: 'map', config: { items: '{{ nodes.list.output.body.rows }}' } },
      each: { type: 'http', parent: 'rows', config: call('each'), pinned: pinned.each },
      take: {
        type: 'set',
        parent: 'rows',
        config: { values: { n: '{{ item }}', got: '{{ nodes.each.output.body }}' } },
      },
      done: {
        type: 'end',
        config: { value: { rows: '{{ nodes.rows.output }}', said: '{{ nodes.gate.output.comment }}' } },
      },
      sent: { type: 'end', config: { value: 'approved' } },
    },
    [
      'start > list',
      'list > write',
      'write > gate',
      { from: 'gate.rejected', to: 'write', loop: { max: 2 } },
      'gate.rejected > rows',
      'gate.approved > sent',
      'gate.expired > sent',
      'each > take',
      'rows > done',
    ],
  );
  const { id, state } = await testRun('all_pinned', document);
  expect(state).toMatchObject({ status: 'succeeded', usage: { inputTokens: 0, outputTokens: 0 } });
  expect(state.output).toEqual({
    value: {
      rows: [
        { n: 1, got: 'kept' },
        { n: 2, got: 'kept' },
      ],
      said: 'Once more',
    },
  });
  expect(Object.keys(state.executions).filter((key) => key.startsWith('write'))).toEqual([
    'write',
    'write#2',
    'write#3',
  ]);
  expect(calls).toEqual([]);
  expect(await app.deps.prisma.approval.count({ where: { runId: id } })).toBe(0);
});

test('a draft with pins is not published by any door, whoever asks is told which nodes, and unpinned it is', async () => {
  const document = documentOf(
    'half_pinned',
    { start: { type: 'start' }, ask: { type: 'http', title: 'Ask them', config: call('ask') }, done: { type: 'end' } },
    ['start > ask', 'ask > done'],
  );
  const pinnedOne = structuredClone(document);
  pinnedOne.spec.nodes[1]!.pinned = { output: { status: 200 } };
  const api = app.as(app.owner).workflow;
  await api.import({ name: 'half_pinned', document: pinnedOne });
  const refusal = { code: 'PINNED', severity: 'error', nodeId: 'ask', message: expect.stringContaining('Ask them') };
  await expect(api.publish({ name: 'half_pinned', revision: 1, note: '' })).rejects.toMatchObject({
    cause: { code: 'INVALID_WORKFLOW', details: expect.arrayContaining([expect.objectContaining(refusal)]) },
  });
  const key = await app.keyOf(app.owner, ['workflow:view', 'workflow:edit', 'workflow:publish']);
  const put = (body: WorkflowDocument) => sendRest(app, key, 'PUT', '/workflows/half_pinned?publish=true', { body });
  const answer = await put(pinnedOne);
  expect(answer.status).toBe(422);
  const { error } = (await answer.json()) as { error: { details: unknown[] } };
  expect(error.details).toEqual(expect.arrayContaining([expect.objectContaining(refusal)]));
  expect(await app.deps.prisma.workflowVersion.count({ where: { workflow: { name: 'half_pinned' } } })).toBe(0);
  expect(await (await put(document)).json()).toMatchObject({ version: 1 });
});
