import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomGraph } from '#core/run/testing/random-graph.ts';
import { simulate } from './simulate.ts';

/** `npm run chaos` asks for more. */
const RUNS = Number(process.env.FERMATA_CHAOS_GRAPHS ?? 300);

const anySimulation = fc.record({
  document: randomGraph().map((random) => random.document),
  seeds: fc.record({
    behaviour: fc.nat(),
    order: fc.nat(),
    faults: fc.nat(),
    faultEvery: fc.constantFrom(0, 3, 8, 30),
  }),
});

test('whatever process dies at whatever write, the run ends as if nothing had happened', {
  timeout: 600_000,
}, async () => {
  let deaths = 0;
  await fc.assert(
    fc.asyncProperty(anySimulation, async ({ document, seeds }) => {
      const result = await simulate(document, seeds);
      deaths += result.deaths;
      expect(result.actual).toEqual(result.expected);
      expect(result.events.map((event) => event.seq)).toEqual(result.events.map((_, index) => index + 1));
      expect(result.fromSnapshot).toEqual(result.fromStart);
    }),
    // Shrinking takes long here; the seed and the path of a failure are enough to look at it.
    { numRuns: RUNS, endOnFailure: true },
  );
  // Proof that the test does what it says.
  expect(deaths).toBeGreaterThan(RUNS);
});
