import { expect, test } from 'vitest';
import { compileGraph } from '../run/graph.ts';
import { connectableTargets } from './connect.ts';
import { countedDocument } from './testing/counted-document.ts';
import { stagedDocument } from './testing/staged-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { validateWorkflow } from './validate.ts';

/** How much more is looked at when there is twice as much of everything. */
function growth(work: (document: ReturnType<typeof stagedDocument>) => unknown): number {
  const [once, twice] = [25, 50].map((stages) => {
    const { document, looks } = countedDocument(stagedDocument(stages));
    work(document);
    return looks();
  });
  return (twice ?? 0) / (once ?? 1);
}

test('a workflow twice as large takes twice the work to validate', () => {
  expect(validateWorkflow(stagedDocument(25), testRegistry)).toEqual([]);
  expect(growth((document) => validateWorkflow(document, testRegistry))).toBeLessThan(2.2);
});

test.each([
  ['s20_a', 'out'],
  ['s20_gate', 'expired'],
  ['s20_map', 'out'],
])('and to find what may be connected, from inside and from behind loops: %s', (node, port) => {
  expect(growth((document) => connectableTargets(document, testRegistry, { node, port }))).toBeLessThan(2.2);
});

test('and to compile', () => {
  expect(growth((document) => compileGraph(document, testRegistry))).toBeLessThan(2.2);
});
