import type { Json } from '../json.ts';

/** One iteration of a node as an expression sees it. Absent means: there is none (yet). */
export interface ExprIteration {
  output?: Json;
  status: string;
  error?: Json;
}

export interface ExprNode extends ExprIteration {
  /** From 1. */
  iteration: number;
  /** One iteration before, inside a loop. */
  previous?: ExprIteration;
}

/** Everything that an expression can see. Values are treated as immutable. */
export interface ExprScope {
  input: Json;
  nodes: Readonly<Record<string, ExprNode>>;
  /** Inside a map only. */
  item?: Json;
  index?: number;
  run: { id: string; startedAt: string; trigger: string };
  workflow: { name: string; version: number | string };
}

/** The names an expression may start with. */
export const SCOPE_NAMES = ['input', 'nodes', 'item', 'index', 'run', 'workflow'] as const;
export type ScopeName = (typeof SCOPE_NAMES)[number];

export function isScopeName(name: string): name is ScopeName {
  return (SCOPE_NAMES as readonly string[]).includes(name);
}
