'use client';

import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { LabelledExpression } from './expression-field.tsx';
import { FieldFrame } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField } from './inspector-context.ts';
import { JsonText } from './json-field.tsx';
import { NameInput } from './name-input.tsx';
import { RowsOrJson } from './rows-or-json.tsx';

export interface RecordFieldProps extends FieldProps {
  /** What a new row is called before it has a name: `value`, `value_2`. */
  newName: string;
  /** A word for one row, as in "Add value". */
  item: string;
  /** An empty record is no value at all. */
  optional?: boolean;
}

/** Name → template, one row each. Values that are no text are edited as JSON, and the whole of it can be. */
export function RecordField({ path, label, description, newName, item, optional = false }: RecordFieldProps) {
  const field = useConfigField(path, label);
  const record = isJsonObject(field.value) ? field.value : {};
  const entries = Object.entries(record);
  const write = (next: [string, Json][]): void =>
    field.set(optional && next.length === 0 ? undefined : Object.fromEntries(next));
  return (
    <FieldFrame name={field.name}>
      <RowsOrJson
        label={label}
        json={
          <JsonText
            label={label}
            hideLabel
            value={record}
            readOnly={field.readOnly}
            rows={6}
            onChange={(value) => field.set(isJsonObject(value) ? value : optional ? undefined : {})}
            onBlur={field.seal}
          />
        }
        rows={
          <>
            {entries.map(([name, value], index) => (
              <RecordRow
                key={index}
                name={name}
                value={value}
                item={item}
                record={record}
                readOnly={field.readOnly}
                onChange={(entry) => write(entry ? entries.with(index, entry) : entries.toSpliced(index, 1))}
                onBlur={field.seal}
              />
            ))}
            {field.readOnly ? null : (
              <Button
                size="sm"
                className="self-start"
                onClick={() => write([...entries, [freeName(record, newName), '']])}
              >
                <Plus aria-hidden /> Add {item}
              </Button>
            )}
          </>
        }
      >
        <Hints error={field.error} warning={field.warning} description={description} />
      </RowsOrJson>
    </FieldFrame>
  );
}

function Hints({
  error,
  warning,
  description,
}: {
  error: string | null;
  warning: string | null;
  description: ReactNode;
}) {
  return (
    <>
      {error ? <p className="text-xs text-failed">{error}</p> : null}
      {warning ? <p className="text-xs text-warning">{warning}</p> : null}
      {description ? <p className="text-xs text-muted">{description}</p> : null}
    </>
  );
}

interface RecordRowProps {
  name: string;
  value: Json;
  item: string;
  record: JsonObject;
  readOnly: boolean;
  /** Null removes the row. */
  onChange(entry: [string, Json] | null): void;
  onBlur(): void;
}

function RecordRow({ name, value, item, record, readOnly, onChange, onBlur }: RecordRowProps) {
  const check = (next: string): string | null => {
    if (next === name) return null;
    if (next.trim() === '') return 'A name is needed.';
    return Object.hasOwn(record, next) ? `There is already a ${item} “${next}”.` : null;
  };
  return (
    <div className="flex flex-col gap-1.5 rounded-md border border-line p-2">
      <div className="flex items-center gap-1.5">
        <NameInput
          value={name}
          label={`Name of ${item} ${name}`}
          check={check}
          readOnly={readOnly}
          onChange={(next) => onChange([next, value])}
          onBlur={onBlur}
        />
        {readOnly ? null : (
          <IconButton label={`Remove ${name}`} size="icon-sm" onClick={() => onChange(null)}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {typeof value === 'string' ? (
        <LabelledExpression
          kind="template"
          label={name}
          hideLabel
          value={value}
          readOnly={readOnly}
          onChange={(text) => onChange([name, text])}
          onBlur={onBlur}
        />
      ) : (
        <JsonText
          label={name}
          hideLabel
          rows={2}
          value={value}
          readOnly={readOnly}
          onChange={(next) => onChange([name, next ?? ''])}
          onBlur={onBlur}
        />
      )}
    </div>
  );
}

function freeName(record: JsonObject, base: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}_${n}`;
    if (!Object.hasOwn(record, name)) return name;
  }
}
