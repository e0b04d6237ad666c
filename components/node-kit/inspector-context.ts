import { createContext, useContext } from 'react';
import type { ExprProblem } from '#core/expr/check.ts';
import { valueAt } from '#core/expr/config-path.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import type { FieldPreview, FieldSource } from '#core/run/field-preview.ts';
import type { ConfigPath } from './config-path.ts';
import { fieldName } from './config-path.ts';

/** Something an expression may mention, as the picker offers it. */
export interface ReachableValue {
  label: string;
  expression: string;
  /** A word for its type. */
  type: string;
  /** Whether it is sure to be there; otherwise it wants a guard. */
  certain: boolean;
}

export type ExpressionKind = 'template' | 'condition';

export interface ModelChoice {
  id: string;
  label: string;
  provider: string;
  simulated: boolean;
}

export interface PersonChoice {
  id: string;
  name: string;
  email: string;
  role: string;
  approver: boolean;
}

export interface SecretChoice {
  name: string;
  hosts: readonly string[];
}

/** Lists that some fields choose from. Empty until they are loaded. */
export interface WorkspaceChoices {
  defaultModel: string | null;
  models: readonly ModelChoice[];
  people: readonly PersonChoice[];
  /** Null: not loaded, or not for this person to see. */
  secrets: readonly SecretChoice[] | null;
}

export interface FieldProblem {
  /** Inside the config. */
  path: ConfigPath;
  message: string;
  severity: 'error' | 'warning';
}

/** What the fields of an inspector work on: one node's config, as it stands in the document, broken or not. */
export interface InspectorApi {
  node: GraphNode;
  readOnly: boolean;
  /** One history entry per field and stretch of typing. `undefined` removes. */
  set(path: ConfigPath, value: Json | undefined, label: string): void;
  /** The field was left: the next edit is a new history entry. */
  seal(): void;
  problems: readonly FieldProblem[];
  reachable: readonly ReachableValue[];
  /** What is wrong with the text of an expression field here, with its place in the text. */
  check(text: string, kind: ExpressionKind): readonly ExprProblem[];
  /** What it would have been in the last run of the workflow; null while there is none. */
  preview(source: FieldSource): FieldPreview | null;
  choices: WorkspaceChoices;
  /** Renames a port together with the wires that leave it. `set` does the config's side in the same edit. */
  renamePort(path: ConfigPath, from: string, to: string): void;
}

const InspectorContext = createContext<InspectorApi | null>(null);
export const InspectorProvider = InspectorContext.Provider;

export function useInspector(): InspectorApi {
  const api = useContext(InspectorContext);
  if (!api) throw new Error('Fields of the node kit stand inside an inspector');
  return api;
}

export interface ConfigField {
  value: Json | undefined;
  readOnly: boolean;
  error: string | null;
  warning: string | null;
  set(value: Json | undefined): void;
  seal(): void;
  /** Where focus finds the field. */
  name: string;
}

/** One place of the config: its value, its problem and how to change it. `label` names the history entry. */
export function useConfigField(path: ConfigPath, label: string): ConfigField {
  const api = useInspector();
  const name = fieldName(path);
  const own = api.problems.filter((problem) => fieldName(problem.path) === name);
  return {
    value: valueAt(api.node.config, path),
    readOnly: api.readOnly,
    error: own.find((problem) => problem.severity === 'error')?.message ?? null,
    warning: own.find((problem) => problem.severity === 'warning')?.message ?? null,
    set: (value) => api.set(path, value, `Edit ${label.toLowerCase()}`),
    seal: api.seal,
    name,
  };
}
