import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, choose } from './choose.ts';

const candidate = fc.record({
  workflowId: fc.constantFrom('a', 'b'),
  key: fc.option(fc.constantFrom('x', 'y')),
  max: fc.option(fc.integer({ min: 1, max: 4 })),
  maxPerKey: fc.option(fc.integer({ min: 1, max: 2 })),
});

test('nobody is admitted beyond a bound, and nobody is passed over for whom there was a place', () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 30 }), fc.nat(12), (drawn, places) => {
      const all: Candidate[] = drawn.map((each, index) => ({ ...each, id: String(index) }));
      const { admitted } = choose(all, { workflows: new Map(), keys: new Map() }, places);
      expect(admitted.length).toBeLessThanOrEqual(places);
      const before = (run: Candidate, same: (other: Candidate) => boolean): number =>
        admitted.filter((other) => Number(other.id) < Number(run.id) && same(other)).length;
      for (const run of all) {
        const ofWorkflow = before(run, (other) => other.workflowId === run.workflowId);
        const ofKey = before(run, (other) => other.workflowId === run.workflowId && other.key === run.key);
        const hasPlace =
          before(run, () => true) < places &&
          ofWorkflow < (run.max ?? Number.POSITIVE_INFINITY) &&
          (run.key === null || ofKey < (run.maxPerKey ?? Number.POSITIVE_INFINITY));
        expect(admitted.includes(run)).toBe(hasPlace);
      }
    }),
  );
});

test('what is going on already counts, keys of two workflows apart', () => {
  const busy = { workflows: new Map([['a', 2]]), keys: new Map([['a/x', 1]]) };
  const run = (id: string, workflowId: string, key: string | null): Candidate => ({
    id,
    workflowId,
    key,
    max: 3,
    maxPerKey: key === null ? null : 1,
  });
  const waiting = [run('1', 'a', 'x'), run('2', 'a', 'y'), run('3', 'a', null), run('4', 'b', 'x')];
  const { admitted, isKeyFull } = choose(waiting, busy, 10);
  expect(admitted.map(({ id }) => id)).toEqual(['2', '4']);
  expect(isKeyFull).toBe(true);
});
