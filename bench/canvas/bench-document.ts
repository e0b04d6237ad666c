import type { WorkflowDocument } from '#core/graph/schema.ts';

/** Loops that go round for as long as one looks: all events of the live part come from them. */
const LOOPS = 8;
const LATENCY_MS = 180;
const COLUMNS = 40;
const STEP = { x: 320, y: 160 };

type Node = WorkflowDocument['spec']['nodes'][number];
type Edge = WorkflowDocument['spec']['edges'][number];

/**
 * About `size` nodes: rows of quiet ones, and eight loops at the left, of an agent and a branch each, that together
 * make some 200 events a second, every one of them on a card that is on the screen.
 */
export function benchDocument(name: string, size: number): WorkflowDocument {
  const nodes: Node[] = [{ id: 'start', type: 'start', position: { x: 0, y: 0 }, config: {} }];
  const edges: Edge[] = [];
  for (let lane = 0; lane < LOOPS; lane++) addLoop(nodes, edges, lane);
  for (let index = 0; nodes.length < size; index++) addQuiet(nodes, edges, index);
  return {
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name, title: `Bench of ${size} nodes` },
    spec: { nodes, edges },
  };
}

function addLoop(nodes: Node[], edges: Edge[], lane: number): void {
  const y = STEP.y * lane;
  nodes.push(
    {
      id: `agent_${lane}`,
      type: 'agent',
      title: `Agent ${lane}`,
      position: { x: STEP.x, y },
      config: { prompt: 'Go on', simulation: { latencyMs: LATENCY_MS, replies: ['On'] } },
    },
    {
      id: `again_${lane}`,
      type: 'branch',
      title: `Again ${lane}`,
      position: { x: 2 * STEP.x, y },
      config: { cases: [{ port: 'again', when: 'true' }] },
    },
  );
  edges.push(
    { from: 'start', to: `agent_${lane}` },
    { from: `agent_${lane}`, to: `again_${lane}` },
    { from: `again_${lane}.again`, to: `agent_${lane}`, loop: { max: 1000 } },
  );
}

function addQuiet(nodes: Node[], edges: Edge[], index: number): void {
  const column = index % COLUMNS;
  const row = Math.floor(index / COLUMNS);
  nodes.push({
    id: `set_${index}`,
    type: 'set',
    title: `Set ${index}`,
    position: { x: STEP.x * (4 + column), y: STEP.y * row },
    config: { values: { n: index } },
  });
  edges.push({ from: column === 0 ? 'start' : `set_${index - 1}`, to: `set_${index}` });
}
