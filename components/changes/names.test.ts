import { expect, test } from 'vitest';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import { elementName, fieldName } from './names.ts';

const document = workflowDocumentSchema.parse({
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'w' },
  spec: {
    nodes: [{ id: 'gate', type: 'approval', title: 'Approve refund' }],
    edges: [],
    canvas: { notes: [{ id: 'note', text: 'Ask Ana\nfirst', position: { x: 0, y: 0 } }] },
  },
});

test('elements are called what people call them, also those that are gone', () => {
  const name = (kind: 'node' | 'edge' | 'note' | 'workflow', id: string) => elementName({ kind, id }, [document]);
  expect(name('node', 'gate')).toBe('Approve refund');
  expect(name('node', 'write_draft')).toBe('Write draft');
  expect(name('edge', 'gate.approved->write_draft')).toBe('Approve refund (approved) → Write draft');
  expect(name('note', 'note')).toBe('Note “Ask Ana”');
  expect(name('workflow', '')).toBe('Workflow');
});

test('fields are called as in the inspector, with the way there', () => {
  expect(fieldName(['config', 'prompt'])).toBe('Prompt');
  expect(fieldName(['config', 'maxSteps'])).toBe('Max steps');
  expect(fieldName(['config', 'approvers', 'required'])).toBe('Approvers › required');
  expect(fieldName(['onError'])).toBe('On failure');
  expect(fieldName(['input', 'properties', 'amount'])).toBe('Input › properties › amount');
});
