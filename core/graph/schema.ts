import { z } from 'zod';
import { durationSchema } from '../duration.ts';
import { jsonObjectSchema, jsonSchema } from '../json.ts';

/** The workflow document: what people keep in git, what the editor saves, what a run pins. One schema for all three. */
export const API_VERSION = 'fermata/v1';

export const nodeIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*$/, 'An id starts with a small letter and has only small letters, digits and _');
export const workflowNameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_-]*$/, 'A name starts with a small letter and has only small letters, digits, _ and -');

const positionSchema = z.strictObject({ x: z.number(), y: z.number() });

/** Retries of one node. `maxAttempts` counts the first try too; times are durations such as `1s`. */
export const retrySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(20),
  backoff: durationSchema.default('1s'),
  factor: z.number().min(1).max(10).default(2),
  maxBackoff: durationSchema.default('60s'),
});
export type Retry = z.infer<typeof retrySchema>;

export const onErrorSchema = z.enum(['fail', 'branch', 'continue']);

/** The most that is kept of a pinned output: a sample to test with, and part of every save. */
const MAX_PIN_CHARS = 256 * 1024;

/**
 * What a node puts out in test runs instead of doing anything. `port`: which way it goes on, `out` when absent. A pin at
 * `error` is a failure; its output is the error, `{code, message}`.
 */
export const pinSchema = z.strictObject({
  output: jsonSchema.refine(
    (output) => JSON.stringify(output).length <= MAX_PIN_CHARS,
    'A pinned output has 256 KB at most',
  ),
  port: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'A port has small letters, digits and _')
    .optional(),
});
export type Pin = z.infer<typeof pinSchema>;

/** `config` is checked against the node type's own schema by `validate`; here it is only JSON. */
export const graphNodeSchema = z.strictObject({
  id: nodeIdSchema,
  type: z.string(),
  title: z.string().max(200).optional(),
  position: positionSchema.default({ x: 0, y: 0 }),
  /** The id of the map that holds this node. */
  parent: nodeIdSchema.optional(),
  config: jsonObjectSchema.default({}),
  retry: retrySchema.optional(),
  timeout: durationSchema.optional(),
  onError: onErrorSchema.optional(),
  /** The output when `onError: continue` handles a failure, or when the node is disabled. */
  fallback: jsonSchema.optional(),
  disabled: z.boolean().optional(),
  /** A node with a pin does nothing in a test run but put this out; a workflow with pins is not published. */
  pinned: pinSchema.optional(),
});
export type GraphNode = z.infer<typeof graphNodeSchema>;

/** `from` is `node` (its port `out`) or `node.port`. An edge with `loop` closes a cycle. */
export const graphEdgeSchema = z.strictObject({
  from: z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/, 'An edge starts at node or node.port'),
  to: nodeIdSchema,
  loop: z.strictObject({ max: z.int().min(1).max(1000) }).optional(),
});
export type GraphEdge = z.infer<typeof graphEdgeSchema>;

export const limitsSchema = z.strictObject({
  maxNodeRuns: z.int().min(1).max(10_000).optional(),
  timeout: durationSchema.optional(),
  tokens: z.int().min(1).optional(),
  /** USD. */
  cost: z.number().positive().optional(),
});

/**
 * How many runs of the workflow may be between start and end at the same time. One that waits, for a person too, is
 * between start and end: "one at a time" means that the next begins when this one has ended. The others stay queued.
 */
export const concurrencySchema = z.strictObject({
  /** Of all runs of the workflow, whichever version they run; absent: any number. */
  max: z.int().min(1).max(10_000).optional(),
  /**
   * A template over `input`, such as `{{ input.customer }}`, rendered when a run is started. Runs with the same key share
   * `maxPerKey` places. A run whose key is empty has none, and is bound by `max` alone.
   */
  key: z.string().min(1).max(2_000).optional(),
  /** Of runs with the same key; 1 when absent. */
  maxPerKey: z.int().min(1).max(10_000).optional(),
});

const noteSchema = z.strictObject({
  id: nodeIdSchema,
  text: z.string().max(10_000),
  position: positionSchema,
  width: z.number().positive().max(4000).default(240),
  height: z.number().positive().max(4000).default(120),
});

/** What a frame round nodes may be tinted with: nothing that a state of a run has. Yellow is that of notes. */
export const groupColourSchema = z.enum(['yellow', 'teal', 'brown']);
export type GroupColour = z.infer<typeof groupColourSchema>;

/** Nodes that belong together for who reads the graph. Its frame is as large as what it holds, so it has no place. */
const groupSchema = z.strictObject({
  id: nodeIdSchema,
  title: z.string().min(1).max(200),
  colour: groupColourSchema.optional(),
  /** All of one level: at the top, or in one map. A node is in one group at most. */
  nodes: z.array(nodeIdSchema).min(1).max(5000),
});

export const workflowDocumentSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Workflow'),
  metadata: z.strictObject({
    name: workflowNameSchema,
    title: z.string().max(200).optional(),
    description: z.string().max(2000).optional(),
  }),
  spec: z.strictObject({
    /** A JSON Schema; its subset is checked by `core/graph/json-schema`. */
    input: jsonObjectSchema.optional(),
    limits: limitsSchema.optional(),
    concurrency: concurrencySchema.optional(),
    nodes: z.array(graphNodeSchema).max(5000),
    edges: z.array(graphEdgeSchema).max(20_000),
    canvas: z
      .strictObject({
        notes: z.array(noteSchema).max(500).optional(),
        groups: z.array(groupSchema).max(500).optional(),
      })
      .optional(),
  }),
});
export type WorkflowDocument = z.infer<typeof workflowDocumentSchema>;

/** Splits `gate.approved` into node and port; a bare `node` means its port `out`. */
export function edgeSource(edge: Pick<GraphEdge, 'from'>): { node: string; port: string } {
  const dot = edge.from.indexOf('.');
  return dot < 0 ? { node: edge.from, port: 'out' } : { node: edge.from.slice(0, dot), port: edge.from.slice(dot + 1) };
}

/** Stable name of an edge: `gate.approved->pay`. Unique because one port has at most one edge to a node. */
export function edgeId(edge: Pick<GraphEdge, 'from' | 'to'>): string {
  const { node, port } = edgeSource(edge);
  return `${node}.${port}->${edge.to}`;
}
