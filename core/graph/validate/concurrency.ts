import { checkText, type ReadText, readText } from '../../expr/check.ts';
import type { Problem } from '../problem.ts';
import { error, type ValidateContext } from './context.ts';

const KEY = ['spec', 'concurrency', 'key'];

/** What is wrong with how many runs may be under way. The key is rendered before the run exists: it sees `input` only. */
export function concurrencyProblems({ document }: ValidateContext): Problem[] {
  const { concurrency, input } = document.spec;
  if (!concurrency) return [];
  const { key, maxPerKey } = concurrency;
  if (key === undefined) {
    if (maxPerKey === undefined) return [];
    const message = 'Without a concurrency key, a number of runs for each key says nothing';
    return [error('CONCURRENCY', message, { path: ['spec', 'concurrency', 'maxPerKey'] })];
  }
  const text = readText(key, 'template');
  const inputOnly = { hint: () => '', node: () => null, input: input ?? null, inMap: false };
  return [
    ...foreignNames(text).map((name) =>
      error('CONCURRENCY', `The concurrency key is made before the run starts: it can use input, and not "${name}"`, {
        path: KEY,
      }),
    ),
    ...checkText(text.filter(isKnownThen), inputOnly).map(({ code, severity, message }) => ({
      code,
      severity,
      message,
      path: KEY,
    })),
  ];
}

function isKnownThen(part: ReadText[number]): boolean {
  return 'code' in part || part.name === 'input';
}

function foreignNames(text: ReadText): string[] {
  return [...new Set(text.flatMap((part) => ('code' in part || part.name === 'input' ? [] : [part.name])))];
}
