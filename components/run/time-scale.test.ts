import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeScale, GAP_FOLD_MS } from './time-scale.ts';

describe('the time axis of a run', () => {
  it('is linear while nothing is idle for long', () => {
    const scale = createTimeScale({ from: 0, to: 1000 }, [{ from: 0, to: 1000 }]);
    expect(scale.x(0)).toBe(0);
    expect(scale.x(250)).toBeCloseTo(0.25);
    expect(scale.x(1000)).toBeCloseTo(1);
    expect(scale.gaps).toEqual([]);
  });

  it('folds a two-day wait to a marker that says how long it was', () => {
    const twoDays = 2 * 24 * 3_600_000;
    const scale = createTimeScale({ from: 0, to: twoDays + 20_000 }, [
      { from: 0, to: 10_000 },
      { from: twoDays + 10_000, to: twoDays + 20_000 },
    ]);
    expect(scale.gaps).toHaveLength(1);
    expect(scale.gaps[0]?.ms).toBe(twoDays);
    expect(scale.x(10_000)).toBeCloseTo(0.44);
    expect(scale.x(twoDays + 10_000)).toBeCloseTo(0.56);
  });

  it('folds a wait of a minute too when the work took seconds', () => {
    const scale = createTimeScale({ from: 0, to: 66_000 }, [{ from: 0, to: 6_000 }]);
    expect(scale.gaps).toEqual([{ x: expect.closeTo(0.88), width: expect.closeTo(0.12), ms: 60_000 }]);
    expect(scale.x(6_000)).toBeCloseTo(0.88);
  });

  it('never runs backwards and stays within 0 and 1', () => {
    const interval = fc
      .tuple(fc.integer({ min: 0, max: GAP_FOLD_MS * 20 }), fc.integer({ min: 0, max: GAP_FOLD_MS }))
      .map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (busy) => {
        const to = Math.max(1, ...busy.map((stretch) => stretch.to));
        const scale = createTimeScale({ from: 0, to }, busy);
        let before = 0;
        for (let step = 0; step <= 50; step++) {
          const x = scale.x((to * step) / 50);
          expect(x).toBeGreaterThanOrEqual(before - 1e-9);
          expect(x).toBeLessThanOrEqual(1 + 1e-9);
          before = x;
        }
      }),
    );
  });
});
