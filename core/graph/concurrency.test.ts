import { describe, expect, test } from 'vitest';
import { concurrencyOf } from './concurrency.ts';
import { workflowDocumentSchema, type WorkflowDocument } from './schema.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { validateWorkflow } from './validate.ts';

type Concurrency = WorkflowDocument['spec']['concurrency'];

function withConcurrency(concurrency: Concurrency): WorkflowDocument {
  const document = buildDocument({ start: 'start', done: 'end' }, ['start > done']);
  const input = { type: 'object', properties: { customer: { type: 'string' }, parts: { type: 'array' } } };
  return { ...document, spec: { ...document.spec, input, concurrency } };
}

describe('the concurrency of a run', () => {
  test('is rendered from the input, text as it is and everything else as JSON', () => {
    const keyOf = (key: string, input: object) => concurrencyOf(withConcurrency({ key }), { ...input });
    expect(keyOf('{{ input.customer }}', { customer: 'acme' })).toEqual({ max: null, key: 'acme', maxPerKey: 1 });
    expect(keyOf('c-{{ input.customer }}', { customer: 7 })?.key).toBe('c-7');
    expect(keyOf('{{ input.parts }}', { parts: [1, 'b'] })?.key).toBe('[1,"b"]');
  });

  test('an empty key is none, and a missing one is an error', () => {
    const keyed = withConcurrency({ max: 2, key: '{{ input.customer }}', maxPerKey: 3 });
    expect(concurrencyOf(keyed, { customer: '' })).toEqual({ max: 2, key: null, maxPerKey: null });
    expect(concurrencyOf(keyed, { customer: null })).toEqual({ max: 2, key: null, maxPerKey: null });
    expect(() => concurrencyOf(keyed, {})).toThrow(/customer/);
    expect(concurrencyOf(withConcurrency({ key: '{{ input.customer }}' }), { customer: '' })).toBeNull();
    expect(concurrencyOf(withConcurrency(undefined), {})).toBeNull();
  });

  test('problems: names other than input, unknown fields, broken text, a number for keys without a key', () => {
    const problems = (concurrency: Concurrency) =>
      validateWorkflow(withConcurrency(concurrency), testRegistry).map(({ code, severity, path }) => [
        code,
        severity,
        path?.at(-1),
      ]);
    expect(problems({ max: 3, key: '{{ input.customer }}', maxPerKey: 2 })).toEqual([]);
    expect(problems({ key: '{{ nodes.start.output }}' })).toEqual([['CONCURRENCY', 'error', 'key']]);
    expect(problems({ key: '{{ run.id }}-{{ workflow.name }}' })).toEqual([
      ['CONCURRENCY', 'error', 'key'],
      ['CONCURRENCY', 'error', 'key'],
    ]);
    expect(problems({ key: '{{ input.custmer }}' })).toEqual([['UNKNOWN_NAME', 'error', 'key']]);
    expect(problems({ key: '{{ input. }}' })).toEqual([['EXPRESSION', 'error', 'key']]);
    expect(problems({ maxPerKey: 2 })).toEqual([['CONCURRENCY', 'error', 'maxPerKey']]);
  });

  test('the document refuses numbers out of range and unknown keys', () => {
    const fits = (concurrency: object) =>
      workflowDocumentSchema.safeParse(withConcurrency(concurrency as Concurrency)).success;
    expect(fits({ max: 10_000 })).toBe(true);
    for (const wrong of [{ max: 0 }, { max: 10_001 }, { max: 1.5 }, { maxPerKey: 0 }, { key: '' }, { limit: 3 }]) {
      expect(fits(wrong)).toBe(false);
    }
  });
});
