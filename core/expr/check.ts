import type { Json } from '../json.ts';
import type { ExpressionSite } from '../node/define.ts';
import { didYouMean } from '../suggest.ts';
import { compileExpression } from './compile.ts';
import { ExpressionError, type SourceRange } from './expression-error.ts';
import type { Reachable, ReachableNode } from './reachable.ts';
import type { Reference } from './references.ts';
import { parseTemplate } from './template.ts';

export interface ExprProblem {
  /** Stable. */
  code: 'EXPRESSION' | 'UNKNOWN_NAME' | 'NOT_YET' | 'NOT_CERTAIN';
  severity: 'error' | 'warning';
  message: string;
  /** In the text that was given. */
  range?: SourceRange;
  /** For `NOT_CERTAIN`: what may be missing, for whoever wants to show how. */
  missing?: Reference;
}

/** What a text says by itself, whatever stands around its node: what it mentions and what is wrong with it, in order. */
export type ReadText = readonly (Reference | ExprProblem)[];

/** Reads the text of an expression field. `condition` is a bare expression; the other kinds are templates. Never throws. */
export function readText(source: string, kind: ExpressionSite['kind']): ReadText {
  if (kind === 'condition') return readHole(source, 0, true);
  if (!source.includes('{{')) return [];
  try {
    return parseTemplate(source)
      .filter((part) => part.kind === 'hole')
      .flatMap((hole) => readHole(hole.text, hole.start, false));
  } catch (error) {
    return [syntaxProblem(error, 0)];
  }
}

/** What is wrong with a text that was read, held against what its node can reach. */
export function checkText(text: ReadText, reachable: Reachable): ExprProblem[] {
  return text.flatMap((part) => ('code' in part ? [part] : checkReference(part, reachable)));
}

/** Every string of a JSON value with its path: where templates stand in a `json` site. */
export function stringsIn(value: Json, path: (string | number)[] = []): { path: (string | number)[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => stringsIn(item, [...path, key]));
}

function readHole(source: string, offset: number, condition: boolean): (Reference | ExprProblem)[] {
  try {
    const { references, type } = compileExpression(source);
    const moved = references.map((reference): Reference => {
      const { start, end } = reference.range;
      return { ...reference, range: { start: start + offset, end: end + offset } };
    });
    if (!condition || type === 'bool' || type === 'dyn') return moved;
    return [...moved, { code: 'EXPRESSION', severity: 'error', message: 'The condition must be true or false' }];
  } catch (error) {
    return [syntaxProblem(error, offset)];
  }
}

function syntaxProblem(error: unknown, offset: number): ExprProblem {
  if (!ExpressionError.is(error)) throw error;
  const { message, range } = error.moved({ offset });
  return { code: 'EXPRESSION', severity: 'error', message, range };
}

function checkReference(reference: Reference, reachable: Reachable): ExprProblem[] {
  const { range } = reference;
  const problem = (code: ExprProblem['code'], severity: ExprProblem['severity'], message: string): ExprProblem[] => [
    { code, severity, message, range, ...(code === 'NOT_CERTAIN' ? { missing: reference } : {}) },
  ];
  if (reference.name === 'item' || reference.name === 'index') {
    return reachable.inMap ? [] : problem('UNKNOWN_NAME', 'error', `"${reference.name}" is known inside a map only`);
  }
  if (reference.name === 'nodes') {
    const node = reachable.node(reference.node ?? '');
    if (node) return checkNode(reference, node, problem);
    const hint = reachable.hint(reference.node ?? '');
    return problem('UNKNOWN_NAME', 'error', `There is no node "${reference.node}"${hint}`);
  }
  const unknown = unknownStep(reference, reachable);
  return unknown === null ? [] : problem('UNKNOWN_NAME', 'error', unknown);
}

type MakeProblem = (code: ExprProblem['code'], severity: ExprProblem['severity'], message: string) => ExprProblem[];

const NODE_FIELDS = ['output', 'status', 'error', 'iteration', 'previous'];
const PREVIOUS_FIELDS = ['output', 'status', 'error'];

function checkNode({ path, guarded }: Reference, node: ReachableNode, problem: MakeProblem): ExprProblem[] {
  const [field, second] = path;
  if (node.relation === 'hidden') {
    return problem(
      'UNKNOWN_NAME',
      'error',
      `${node.name} stands inside a map and can be read in there only; read the map's output`,
    );
  }
  if (field === undefined) return [];
  if (!NODE_FIELDS.includes(String(field))) {
    const hint = didYouMean(String(field), NODE_FIELDS) || `; did you mean "output.${field}"?`;
    return problem('UNKNOWN_NAME', 'error', `A node has no "${field}"${hint}`);
  }
  if (field === 'previous') {
    if (!node.loops)
      return problem('NOT_YET', 'error', `No loop goes around ${node.name} and this node, so it has no "previous"`);
    if (second !== undefined && !PREVIOUS_FIELDS.includes(String(second))) {
      return problem(
        'UNKNOWN_NAME',
        'error',
        `"previous" has no "${second}"${didYouMean(String(second), PREVIOUS_FIELDS)}`,
      );
    }
    const unknown = second === 'output' && node.output ? missingField(node.output, path.slice(2)) : null;
    if (unknown) return unknownOutput(node, unknown, problem);
    if (guarded || second === undefined) return [];
    return problem('NOT_CERTAIN', 'warning', `In the first round ${node.name} has no "previous"; use default()`);
  }
  if (field === 'status' || field === 'iteration') return [];
  return checkResult(field, path.slice(1), guarded, node, problem);
}

function checkResult(
  field: string | number,
  path: (string | number)[],
  guarded: boolean,
  node: ReachableNode,
  problem: MakeProblem,
): ExprProblem[] {
  if (node.relation === 'self') return problem('NOT_YET', 'error', `A node cannot read its own ${field}`);
  if (node.relation === 'later') {
    const hint = node.loops ? `; its last round is nodes.${node.id}.previous` : '';
    return problem('NOT_YET', 'error', `${node.name} runs later than this node${hint}`);
  }
  if (field === 'output' && node.output) {
    const unknown = missingField(node.output, path);
    if (unknown) return unknownOutput(node, unknown, problem);
  }
  if (guarded || (field === 'output' && node.certain)) return [];
  if (field === 'error')
    return problem('NOT_CERTAIN', 'warning', `${node.name} has an error only if it failed; use has() or default()`);
  return problem(
    'NOT_CERTAIN',
    'warning',
    `${node.name} may not have succeeded when this runs; use has() or default()`,
  );
}

function unknownOutput(
  node: ReachableNode,
  { step, hint }: { step: string; hint: string },
  problem: MakeProblem,
): ExprProblem[] {
  return problem('UNKNOWN_NAME', 'error', `The output of ${node.name} has no "${step}"${hint}`);
}

const RUN_FIELDS = ['id', 'startedAt', 'trigger'];
const WORKFLOW_FIELDS = ['name', 'version'];

function unknownStep({ name, path, guarded }: Reference, { input }: Reachable): string | null {
  const [step] = path;
  if (step === undefined) return null;
  if (name === 'input') {
    // Unknown input keys are kept, so a guarded one may well be there.
    const unknown = input && !guarded ? missingField(input, path) : null;
    return unknown && `The input has no "${unknown.step}"${unknown.hint}`;
  }
  const fields = name === 'run' ? RUN_FIELDS : WORKFLOW_FIELDS;
  return fields.includes(String(step)) ? null : `"${name}" has no "${step}"${didYouMean(String(step), fields)}`;
}

/** The first step of a path that a schema rules out, as far as it says anything. */
function missingField(schema: Json | undefined, path: (string | number)[]): { step: string; hint: string } | null {
  let at = schema;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return null;
    if (typeof step === 'number') {
      at = at.items;
      continue;
    }
    const { properties } = at;
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return null;
    if (!Object.hasOwn(properties, step)) return { step, hint: didYouMean(step, Object.keys(properties)) };
    at = properties[step];
  }
  return null;
}
