'use client';

import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { isJsonObject } from '#core/json.ts';
import type { JsonObject } from '#core/json.ts';
import { JsonText } from './json-field.tsx';
import { NameInput } from './name-input.tsx';
import { RowsOrJson } from './rows-or-json.tsx';
import { asKind, newRow, ROW_KIND_LABEL, ROW_KINDS, rowsOf, withChoices, withRows, withTitle } from './schema-rows.ts';
import type { SchemaRow } from './schema-rows.ts';

export interface SchemaEditorProps {
  label: string;
  schema: JsonObject;
  readOnly: boolean;
  error?: string | null;
  onChange(schema: JsonObject): void;
  onBlur(): void;
}

/** The fields of an object, one row each; the JSON Schema behind them is one click away and keeps what rows cannot say. */
export function SchemaEditor({ label, schema, readOnly, error, onChange, onBlur }: SchemaEditorProps) {
  const rows = rowsOf(schema);
  const write = (next: SchemaRow[]): void => onChange(withRows(schema, next));
  return (
    <RowsOrJson
      label={label}
      json={
        <JsonText
          label={label}
          hideLabel
          rows={10}
          value={schema}
          readOnly={readOnly}
          onChange={(value) => onChange(isJsonObject(value) ? value : { type: 'object', properties: {} })}
          onBlur={onBlur}
        />
      }
      rows={
        <>
          {rows.map((row, index) => (
            <Row
              key={index}
              row={row}
              taken={rows.map((other) => other.name)}
              readOnly={readOnly}
              onChange={(next) => write(next ? rows.with(index, next) : rows.toSpliced(index, 1))}
              onBlur={onBlur}
            />
          ))}
          {readOnly ? null : (
            <Button size="sm" className="self-start" onClick={() => write([...rows, newRow(freeName(rows))])}>
              <Plus aria-hidden /> Add field
            </Button>
          )}
        </>
      }
    >
      {error ? <p className="text-xs text-failed">{error}</p> : null}
    </RowsOrJson>
  );
}

interface RowProps {
  row: SchemaRow;
  taken: string[];
  readOnly: boolean;
  /** Null removes the row. */
  onChange(row: SchemaRow | null): void;
  onBlur(): void;
}

function Row({ row, taken, readOnly, onChange, onBlur }: RowProps) {
  const check = (name: string): string | null => {
    if (name === row.name) return null;
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) return 'Letters, digits and _, so that expressions can mention it.';
    return taken.includes(name) ? `There is already a field “${name}”.` : null;
  };
  const options = ROW_KINDS.map((kind) => ({ value: kind, label: ROW_KIND_LABEL[kind] }));
  return (
    <div className="flex flex-col gap-1.5 rounded-md border border-line p-2">
      <div className="flex items-center gap-1.5">
        <NameInput
          value={row.name}
          label={`Name of field ${row.name}`}
          check={check}
          readOnly={readOnly}
          onChange={(name) => onChange({ ...row, name })}
          onBlur={onBlur}
        />
        <Select
          aria-label={`Type of ${row.name}`}
          className="w-32 shrink-0"
          value={row.kind}
          options={options}
          disabled={readOnly}
          onValueChange={(kind) => onChange(asKind(row, kind))}
        />
        {readOnly ? null : (
          <IconButton label={`Remove ${row.name}`} size="icon-sm" onClick={() => onChange(null)}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <div className="flex items-center gap-3">
        <Input
          aria-label={`Title of ${row.name}`}
          placeholder="Title for people"
          className="h-7 text-xs"
          value={row.title}
          readOnly={readOnly}
          onChange={(event) => onChange(withTitle(row, event.target.value))}
          onBlur={onBlur}
        />
        <Checkbox
          label="Required"
          className="shrink-0"
          checked={row.required}
          disabled={readOnly}
          onCheckedChange={(required) => onChange({ ...row, required })}
        />
      </div>
      {row.kind === 'choice' ? <Choices row={row} readOnly={readOnly} onChange={onChange} onBlur={onBlur} /> : null}
    </div>
  );
}

/** Kept as typed until the field is left: a comma at the end would vanish otherwise. */
function Choices({ row, readOnly, onChange, onBlur }: Omit<RowProps, 'taken'>) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <Input
      aria-label={`Choices of ${row.name}, separated by commas`}
      placeholder="one, two, three"
      className="h-7 text-xs"
      value={draft ?? row.choices.join(', ')}
      readOnly={readOnly}
      onChange={(event) => {
        setDraft(event.target.value);
        const choices = event.target.value
          .split(',')
          .map((choice) => choice.trim())
          .filter(Boolean);
        if (choices.length > 0) onChange(withChoices(row, [...new Set(choices)]));
      }}
      onBlur={() => {
        setDraft(null);
        onBlur();
      }}
    />
  );
}

function freeName(rows: readonly SchemaRow[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'field' : `field_${n}`;
    if (!rows.some((row) => row.name === name)) return name;
  }
}
