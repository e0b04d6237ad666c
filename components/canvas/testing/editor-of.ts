import ELK from 'elkjs/lib/elk.bundled.js';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { createEditorUi } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { createFoldStore } from '../groups/fold-store.ts';
import { createGraphStore } from '../graph-store.ts';
import { createProblemStore } from '../problem-store.ts';
import { createSelectionStore } from '../selection-store.ts';
import { lastRunOf } from './last-run-of.ts';

const elk = new ELK();

/** A gate behind an agent, a map with one node, a note, a group. */
export const draft = workflowDocumentSchema.parse({
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'w' },
  spec: {
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'write', type: 'agent', position: { x: 320, y: 0 }, config: { prompt: 'p' } },
      { id: 'gate', type: 'approval', position: { x: 640, y: 0 }, config: { message: 'm' } },
      { id: 'each', type: 'map', position: { x: 0, y: 400 }, config: { items: '{{ input.list }}' } },
      { id: 'item', type: 'set', parent: 'each', position: { x: 24, y: 72 } },
      { id: 'done', type: 'end', position: { x: 1000, y: 160 } },
    ],
    edges: [
      { from: 'start', to: 'write' },
      { from: 'write', to: 'gate' },
    ],
    canvas: {
      notes: [{ id: 'why', text: 'Because', position: { x: 700, y: 360 } }],
      groups: [{ id: 'ending', title: 'Ending', nodes: ['gate', 'done'] }],
    },
  },
});

/** An editor without a canvas: everything that commands and gestures touch, and no browser. */
export function editorOf({
  document = draft,
  readOnly = false,
}: {
  document?: WorkflowDocument;
  readOnly?: boolean;
} = {}): EditorContext {
  return {
    graph: createGraphStore(document, { readOnly, nowMs: () => 0 }),
    selection: createSelectionStore(),
    problems: createProblemStore(),
    lastRun: lastRunOf({ write: 'What it wrote' }),
    ui: createEditorUi(),
    folds: createFoldStore(null),
    registry: nodeDefinitions,
    canvas: () => null,
    layout: (graph) => elk.layout(graph),
    saveNow: () => undefined,
  };
}
