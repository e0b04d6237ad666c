import { EvaluationError } from '@marcbachmann/cel-js';
import { EXPRESSION_LIMITS } from './limits.ts';

const CODE = 'too_much_work';

/** Of the one evaluation that is under way: evaluating never waits, so there is no other. */
let left = 0;

/** Every evaluation begins with the whole of {@link EXPRESSION_LIMITS.work}. */
export function beginWork(): void {
  left = EXPRESSION_LIMITS.work;
}

/**
 * Counts what an evaluation does with large values, about a nanosecond each: a small expression over large data would
 * otherwise keep the process busy for minutes. It counts steps and not time, so that a run gives the same everywhere.
 * @throws EvaluationError when it is too much
 */
export function spend(steps: number): void {
  left -= steps;
  if (left >= 0) return;
  throw new EvaluationError({
    code: CODE,
    message: 'The expression has too much to do: its texts or lists are too long',
  });
}

export function isTooMuchWork(error: unknown): boolean {
  return (error as { code?: string }).code === CODE;
}
