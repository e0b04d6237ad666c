import { evaluateTemplate } from '../expr/evaluate.ts';
import { toText } from '../expr/values.ts';
import type { Json } from '../json.ts';
import type { WorkflowDocument } from './schema.ts';

const DEFAULT_MAX_PER_KEY = 1;

/** The bounds of one run: null is no bound, and a run without a key has none by key. */
export interface RunConcurrency {
  max: number | null;
  key: string | null;
  maxPerKey: number | null;
}

/**
 * What a document says about runs at the same time, for a run with this input. Null: nothing.
 * @throws ExpressionError when the key cannot be rendered, because the input lacks what it mentions for instance.
 */
export function concurrencyOf({ spec }: WorkflowDocument, input: Json): RunConcurrency | null {
  if (!spec.concurrency) return null;
  const { max = null, key: template, maxPerKey = DEFAULT_MAX_PER_KEY } = spec.concurrency;
  const key = template === undefined ? '' : toText(evaluateTemplate(template, onlyInput(input))).trim();
  if (key === '') return max === null ? null : { max, key: null, maxPerKey: null };
  return { max, key, maxPerKey };
}

/** Validation has refused every other name. */
function onlyInput(input: Json): Parameters<typeof evaluateTemplate>[1] {
  return { input, nodes: {}, run: { id: '', startedAt: '', trigger: '' }, workflow: { name: '', version: '' } };
}
