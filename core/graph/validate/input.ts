import { schemaProblems } from '../json-schema.ts';
import type { Problem } from '../problem.ts';
import { error, type ValidateContext } from './context.ts';

/** What is wrong with the description of the workflow's input. */
export function inputProblems({ document }: ValidateContext): Problem[] {
  const { input } = document.spec;
  if (!input) return [];
  const found = schemaProblems(input).map(({ path, message }) =>
    error('INPUT_SCHEMA', message, { path: ['spec', 'input', ...path] }),
  );
  if (input.type !== undefined && input.type !== 'object') {
    found.push(error('INPUT_SCHEMA', 'The input of a workflow is an object', { path: ['spec', 'input', 'type'] }));
  }
  return found;
}
