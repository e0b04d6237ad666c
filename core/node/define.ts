import type { z } from 'zod';
import type { Retry } from '../graph/schema.ts';
import type { JsonObject } from '../json.ts';

/**
 * What the scheduler knows of a node. It never sees a type name: a new node type picks a kind and schedules correctly.
 * `start` and `end` are kinds of their own because a run begins and is answered there.
 */
export type ControlKind = 'start' | 'end' | 'task' | 'branch' | 'join' | 'map' | 'gate' | 'timer';

/** What the death of a process in the middle of an attempt means (see run-semantics, "Failure and retry"). */
export type OnCrash = 'rerun' | 'rerun-with-key' | 'ask';

export interface Port {
  id: string;
  label: string;
  /** `decision` ports are drawn as diamonds, `error` routes dashed. */
  kind: 'data' | 'decision' | 'error';
}

/**
 * A place in a config where an expression may stand.
 * `template` is text with `{{ }}` holes, `condition` a bare CEL expression, `json` any JSON whose strings are templates.
 * Conditions that stand in one list are alternatives: those after the first true one are not evaluated and count as false.
 */
export interface ExpressionSite {
  path: (string | number)[];
  kind: 'template' | 'condition' | 'json';
}

/** JSON Schema (the subset of the format document) of what a node puts out; drives the expression picker. */
export type OutputSchema = JsonObject;

/** Something wrong with a config that its schema cannot say; `path` is inside the config. */
export interface ConfigProblem {
  path: (string | number)[];
  message: string;
  severity: 'error' | 'warning';
}

export type PaletteGroup = 'Agents' | 'People' | 'Flow' | 'Data and actions';

/**
 * One node type: everything about it that is pure. Executor, card and inspector stand beside it in the same folder.
 * Shape after tldraw's `NodeDefinition` (workflow template), split by side because ours runs on a server.
 */
export interface NodeDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  type: Type;
  /** Major version of behaviour; the previous major stays executable for one release. */
  version: number;
  control: ControlKind;
  title: string;
  /** One sentence for the palette. */
  description: string;
  /** A lucide icon name in kebab-case. */
  icon: string;
  group: PaletteGroup;
  /** Words people know from other tools, for the palette search. */
  keywords: readonly string[];
  config: Schema;
  /** Config of a node that was just dropped on the canvas. It parses, but may still have problems (an empty prompt). */
  defaults(): z.input<Schema>;
  /** Whether edges may end here. False only for `start`. */
  acceptsInput: boolean;
  ports(config: z.output<Schema>): Port[];
  expressions(config: z.output<Schema>): ExpressionSite[];
  /** What `nodes.<id>.output` looks like, or null when nothing is known. `input` is the workflow's input schema. */
  output(config: z.output<Schema>, context: { input: JsonObject | null }): OutputSchema | null;
  /** One sentence for the card, from the config alone. Template holes stay as `{{ … }}` and are drawn as chips. */
  summary(config: z.output<Schema>): string;
  onCrash(config: z.output<Schema>): OnCrash;
  /** Whether it changes something outside of the run, so that an approval before it should hold on every way. Absent: no. */
  writes?(config: z.output<Schema>): boolean;
  /** Problems that the schema cannot say, with the path inside `config`. */
  check?(config: z.output<Schema>): ConfigProblem[];
  /** Which of the common fields make sense here. */
  supports: { retry: boolean; timeout: boolean; error: boolean; disable: boolean };
  defaultRetry?: Retry;
  defaultTimeout?: string;
  /** The one instance a workflow must (start) or may have. */
  singleton?: boolean;
  /** May not stand inside a map. */
  topLevelOnly?: boolean;
}

/** Keeps the literal type name and the config schema in the type of the definition. */
export function defineNode<const Type extends string, Schema extends z.ZodType>(
  definition: NodeDefinition<Type, Schema>,
): NodeDefinition<Type, Schema> {
  return definition;
}

/** What core is given instead of importing the vocabulary. */
export type NodeRegistry = Readonly<Record<string, NodeDefinition>>;

/** The definition of a type, or undefined: never a prototype member, whatever the document says. */
export function definitionOf(registry: NodeRegistry, type: string): NodeDefinition | undefined {
  return Object.hasOwn(registry, type) ? registry[type] : undefined;
}
