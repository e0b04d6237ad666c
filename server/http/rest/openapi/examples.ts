import { formatDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

/** A whole workflow, as small as they get. */
export const documentExample: WorkflowDocument = {
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'refund_review', title: 'Refund review' },
  spec: {
    input: { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } },
    nodes: [
      { id: 'start', type: 'start', position: { x: 0, y: 0 }, config: {} },
      {
        id: 'gate',
        type: 'approval',
        title: 'Approve refund',
        position: { x: 320, y: 0 },
        config: { message: 'Refund {{ input.amount }} EUR?' },
      },
      { id: 'done', type: 'end', position: { x: 640, y: 0 }, config: { value: '{{ nodes.gate.output.decision }}' } },
    ],
    edges: [
      { from: 'start', to: 'gate' },
      { from: 'gate.approved', to: 'done' },
      { from: 'gate.rejected', to: 'done' },
    ],
  },
};

export const documentYaml = formatDocument(documentExample, 'yaml');
export const runIdExample = '0199a1c0-7f3e-7c4a-9b1e-0a4d5c2f7e11';
