import { API_VERSION, workflowDocumentSchema, type WorkflowDocument } from '../schema.ts';

type NodeInput = { type: string } & Record<string, unknown>;

/**
 * A workflow from few words. Nodes by id: a type name, or an object with more. Edges: `a > b`, `gate.approved > b`,
 * and `gate.rejected > draft *3` for a loop edge with max 3.
 */
export function buildDocument(
  nodes: Record<string, string | NodeInput>,
  edges: readonly string[],
  spec: Partial<WorkflowDocument['spec']> = {},
): WorkflowDocument {
  return workflowDocumentSchema.parse({
    apiVersion: API_VERSION,
    kind: 'Workflow',
    metadata: { name: 'test' },
    spec: {
      ...spec,
      nodes: Object.entries(nodes).map(([id, node]) => ({
        id,
        ...(typeof node === 'string'
          ? { type: node, config: CONFIGS[node] ?? {} }
          : { config: CONFIGS[node.type] ?? {}, ...node }),
      })),
      edges: edges.map(edge),
    },
  });
}

/** What makes each type of the test registry free of problems. */
const CONFIGS: Record<string, object> = {
  task: { prompt: 'Do it' },
  branch: { cases: [{ port: 'yes', when: 'true' }] },
  gate: { message: 'Go on?' },
  map: { items: '{{ [1, 2] }}' },
  timer: { for: '1m' },
};

function edge(text: string): object {
  const match = /^(\S+) > (\S+)(?: \*(\d+))?$/.exec(text);
  if (!match) throw new Error(`Not an edge: ${text}`);
  const [, from, to, max] = match;
  return { from, to, ...(max ? { loop: { max: Number(max) } } : {}) };
}
