import { z } from 'zod';
import { didYouMean } from './suggest.ts';

export interface SchemaIssue {
  path: (string | number)[];
  message: string;
}

/** What does not fit a schema, as sentences with the path of each; unknown keys say which known one is meant. */
export function schemaIssues(schema: z.ZodType, error: z.ZodError): SchemaIssue[] {
  return error.issues.flatMap((issue) => describe(schema, issue, []));
}

function describe(schema: z.ZodType, issue: z.core.$ZodIssue, prefix: (string | number)[]): SchemaIssue[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `Unknown key "${key}"${didYouMean(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return describeUnion(schema, issue.errors, path, issue);
  return [{ path, message: sentence(issue) }];
}

/** Of a union, the branch that came furthest is the one that was meant. */
function describeUnion(
  schema: z.ZodType,
  branches: z.core.$ZodIssue[][],
  path: (string | number)[],
  issue: z.core.$ZodIssue,
): SchemaIssue[] {
  const depth = (branch: z.core.$ZodIssue[]): number => Math.max(...branch.map((part) => part.path.length));
  const [meant, next] = branches.filter((branch) => branch.length > 0).sort((a, b) => depth(b) - depth(a));
  if (!meant || (next && depth(next) === depth(meant) && depth(meant) === 0))
    return [{ path, message: sentence(issue) }];
  return meant.flatMap((part) => describe(schema, part, path));
}

function sentence(issue: z.core.$ZodIssue): string {
  if (
    issue.code === 'invalid_type' &&
    issue.input === undefined &&
    !issue.message.startsWith('Invalid input: expected')
  ) {
    return issue.message;
  }
  if (issue.code === 'invalid_type' && /received undefined$/.test(issue.message)) return 'Required';
  return issue.message.replace(/^Invalid (?:input|option): e/, 'E');
}

/** The keys that a schema knows at a path, through optionals, defaults, lists, records and unions. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const [step, ...rest] = path;
  return objectsIn(schema).flatMap((part) => {
    if (part instanceof z.ZodObject) {
      if (step === undefined) return Object.keys(part.shape);
      const next = Object.hasOwn(part.shape, step) ? (part.shape as Record<string, z.ZodType>)[step] : undefined;
      return next ? keysAt(next, rest) : [];
    }
    if (step === undefined) return [];
    if (part instanceof z.ZodArray) return keysAt(part.element as z.ZodType, rest);
    return part instanceof z.ZodRecord ? keysAt(part.valueType as z.ZodType, rest) : [];
  });
}

function objectsIn(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return objectsIn(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return objectsIn(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => objectsIn(option as z.ZodType));
  return [schema];
}
