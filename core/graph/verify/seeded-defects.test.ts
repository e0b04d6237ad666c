import { describe, expect, test } from 'vitest';
import { applyFix } from '../apply-fix.ts';
import { buildDocument } from '../testing/build-document.ts';
import { OUTCOME_SEEDS } from '../testing/seeds/outcome.ts';
import { STRUCTURE_SEEDS } from '../testing/seeds/structure.ts';
import { testRegistry } from '../testing/test-registry.ts';
import { validateWorkflow } from '../validate.ts';

const SEEDS = { ...STRUCTURE_SEEDS, ...OUTCOME_SEEDS };

describe.each(Object.entries(SEEDS))('%s', (_, seed) => {
  const document = buildDocument(seed.nodes, seed.edges);
  const found = validateWorkflow(document, testRegistry);

  test('is found, once, and nothing else; the way to it is shown', () => {
    expect(found.map(({ code, severity }) => ({ code, severity }))).toEqual([
      { code: seed.code, severity: seed.severity },
    ]);
    expect(found[0]?.trail).toEqual(seed.trail);
  });

  test('is gone from the mended graph', () => {
    const fix = found[0]?.fix;
    const mended =
      seed.mended === 'by its fix'
        ? fix && applyFix(document, fix)
        : buildDocument(seed.mended.nodes ?? seed.nodes, seed.mended.edges ?? seed.edges);
    expect(mended).toBeDefined();
    expect(mended).not.toBe(document);
    const left = mended && validateWorkflow(mended, testRegistry);
    expect(left?.filter(({ code }) => code === seed.code)).toEqual([]);
    expect(left?.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('there are more than twenty of them, with every kind of proof', () => {
  expect(Object.keys(SEEDS).length).toBeGreaterThanOrEqual(20);
});
