'use client';

import { useDeferredValue, useMemo, useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { stringsIn } from '#core/expr/check.ts';
import { formatPath } from '#core/expr/config-path.ts';
import { jsonMistake, lineAndColumn } from '#core/graph/json-places.ts';
import type { Json } from '#core/json.ts';
import type { ConfigPath } from './config-path.ts';
import { FieldFrame, hint } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField, useInspector } from './inspector-context.ts';
import { PreviewLine } from './preview-line.tsx';

/** Any JSON as text. Texts in it may hold `{{ }}`. Empty is no value. */
export function JsonField({ path, label, description, rows = 4 }: FieldProps & { rows?: number }) {
  const field = useConfigField(path, label);
  const { problems, preview } = useInspector();
  const settled = useDeferredValue(field.value);
  const inside = problems.find((problem) => problem.severity === 'error' && isBelow(problem.path, path));
  const shown = useMemo(
    () => (settled !== undefined && hasHoles(settled) ? preview({ value: settled, kind: 'json' }) : null),
    [settled, preview],
  );
  return (
    <FieldFrame name={field.name}>
      <JsonText
        label={label}
        description={hint(description, field.warning)}
        error={field.error ?? (inside ? `${formatPath(inside.path.slice(path.length))}: ${inside.message}` : null)}
        rows={rows}
        value={field.value}
        readOnly={field.readOnly}
        onChange={field.set}
        onBlur={field.seal}
      />
      {shown && !inside ? (
        <div className="mt-1.5">
          <PreviewLine preview={shown} />
        </div>
      ) : null}
    </FieldFrame>
  );
}

function isBelow(inner: ConfigPath, outer: ConfigPath): boolean {
  return inner.length > outer.length && outer.every((step, index) => inner[index] === step);
}

function hasHoles(value: Json): boolean {
  return stringsIn(value).some(({ text }) => text.includes('{{'));
}

export interface JsonTextProps {
  label: string;
  hideLabel?: boolean;
  description?: FieldProps['description'];
  error?: string | null;
  rows?: number;
  value: Json | undefined;
  readOnly: boolean;
  onChange(value: Json | undefined): void;
  onBlur(): void;
}

/** What is typed stays while it is no JSON yet; the document only gets JSON. */
export function JsonText({
  label,
  hideLabel = false,
  description,
  error,
  rows = 4,
  value,
  readOnly,
  onChange,
  onBlur,
}: JsonTextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null ? null : jsonProblem(draft);
  const shown = value === undefined ? '' : JSON.stringify(value, null, 2);
  return (
    <Field label={label} hideLabel={hideLabel} description={description} error={problem ?? error}>
      <Textarea
        rows={rows}
        spellCheck={false}
        className="font-mono text-xs"
        value={draft ?? shown}
        readOnly={readOnly}
        onChange={(event) => {
          const text = event.target.value;
          setDraft(text);
          if (text.trim() === '') onChange(undefined);
          else if (jsonProblem(text) === null) onChange(JSON.parse(text) as Json);
        }}
        onBlur={() => {
          if (problem === null) setDraft(null);
          onBlur();
        }}
      />
    </Field>
  );
}

function jsonProblem(text: string): string | null {
  const mistake = text.trim() === '' ? null : jsonMistake(text);
  if (!mistake) return null;
  const { line, column } = lineAndColumn(text, mistake.range.start);
  return `Line ${line}, column ${column}: ${mistake.message}.`;
}
