import { expect, test } from 'vitest';
import { applyFix } from '../apply-fix.ts';
import { checkDocument } from '../document.ts';
import type { Pin } from '../schema.ts';
import { buildDocument } from '../testing/build-document.ts';
import { testRegistry } from '../testing/test-registry.ts';
import { publishProblems, validateWorkflow } from '../validate.ts';

const pinned = (id: 'start' | 'ask' | 'write' | 'done', pin: Pin) => {
  const document = buildDocument(
    { start: 'start', ask: 'gate', write: { type: 'task', config: { prompt: 'Go' } }, done: 'end' },
    [
      'start > ask',
      'ask.approved > write',
      'ask.rejected > done',
      'ask.expired > done',
      'write > done',
      'write.error > done',
    ],
  );
  const nodes = document.spec.nodes.map((node) => (node.id === id ? { ...node, pinned: pin } : node));
  return { ...document, spec: { ...document.spec, nodes } };
};
const errors = (problems: ReturnType<typeof validateWorkflow>) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, nodeId }) => [code, nodeId]);

test('a pinned output may be tested with and not published, and one press takes it away', () => {
  const document = pinned('write', { output: { text: 'Hello' } });
  expect(errors(validateWorkflow(document, testRegistry))).toEqual([]);
  const found = publishProblems(document, testRegistry);
  expect(errors(found)).toEqual([['PINNED', 'write']]);
  expect(found.find(({ code }) => code === 'PINNED')?.message).toContain('write');
  const fix = found.find(({ code }) => code === 'PINNED')?.fix;
  const mended = fix && applyFix(document, fix);
  expect(mended && errors(publishProblems(mended, testRegistry))).toEqual([]);
});

test('a pin at a port that the node has not, or of a type that puts out nothing of its own, is an error', () => {
  const codes = (id: Parameters<typeof pinned>[0], pin: Pin) => errors(validateWorkflow(pinned(id, pin), testRegistry));
  expect(codes('ask', { output: null, port: 'rejected' })).toEqual([]);
  expect(codes('ask', { output: null })).toEqual([['PIN_PORT', 'ask']]);
  expect(codes('write', { output: null, port: 'error' })).toEqual([]);
  expect(codes('write', { output: null, port: 'maybe' })).toEqual([['PIN_PORT', 'write']]);
  expect(codes('start', { output: {} })).toEqual([['PIN_UNSUPPORTED', 'start']]);
  expect(codes('done', { output: {} })).toEqual([['PIN_UNSUPPORTED', 'done']]);
});

test('a pinned output is bounded, and its place is told', () => {
  const check = (output: string) => () => checkDocument(pinned('write', { output }), testRegistry);
  expect(check('x'.repeat(1000))).not.toThrow();
  expect(check('x'.repeat(300_000))).toThrow(
    expect.objectContaining({
      details: [expect.objectContaining({ path: expect.arrayContaining(['pinned', 'output']) })],
    }),
  );
});
