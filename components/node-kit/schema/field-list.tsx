'use client';

import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ComponentType } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { PathMessage } from '#core/graph/json-schema.ts';
import type { JsonObject } from '#core/json.ts';
import { FieldRow } from './field-row.tsx';
import { addField, fieldsOf, moveField, withFields } from './schema-fields.ts';
import type { SchemaField } from './schema-fields.ts';
import type { SchemaPurpose } from './schema-kinds.ts';

/** What every part of the builder is given. */
export interface SchemaPart {
  purpose: SchemaPurpose;
  readOnly: boolean;
  /** The field was left, or something was done that is an entry of its own in the history. */
  onBlur(): void;
}

/** What every part of a row is given. */
export interface RowPart extends SchemaPart {
  /** Shows the fields of a group inside the row. */
  Nested: ComponentType<FieldListProps>;
}

export interface FieldListProps extends SchemaPart {
  /** Of an object. */
  schema: JsonObject;
  /** Paths are inside `schema`. */
  problems: readonly PathMessage[];
  /** Names of the fields around, joined: `customer`. Empty at the top. */
  prefix: string;
  /** Where focus finds a field: `output.properties.`. */
  place: string;
  onChange(schema: JsonObject): void;
}

/** The fields of an object, one row each; one of them is open. */
export function FieldList({ schema, problems, prefix, place, onChange, ...part }: FieldListProps) {
  const fields = fieldsOf(schema);
  const [open, setOpen] = useState<string | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const names = fields.map((field) => field.name);
  // Doing something, unlike typing, is an entry of its own.
  const act = (next: JsonObject): void => {
    setAdded(null);
    part.onBlur();
    onChange(next);
    part.onBlur();
  };
  const change = (index: number, field: SchemaField): void => {
    if (open === names[index]) setOpen(field.name);
    setAdded(null);
    onChange(withFields(schema, fields.with(index, field)));
  };
  const add = (): void => {
    const next = addField(schema);
    act(next.schema);
    setOpen(next.name);
    setAdded(next.name);
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {fields.length === 0 ? <NoFields prefix={prefix} /> : null}
      {fields.map((field, index) => (
        <FieldRow
          key={index}
          {...part}
          Nested={FieldList}
          field={field}
          fullName={prefix === '' ? field.name : `${prefix}.${field.name}`}
          place={`${place}properties.${field.name}`}
          others={names.toSpliced(index, 1)}
          problems={inside(problems, field.name)}
          open={open === field.name}
          onOpenChange={(next) => setOpen(next ? field.name : null)}
          autoFocus={added === field.name}
          onChange={(next) => change(index, next)}
          onRemove={() => {
            act(withFields(schema, fields.toSpliced(index, 1)));
            // The button that had the focus is gone.
            addButton.current?.focus();
          }}
          onMove={{
            up: index > 0 ? () => act(moveField(schema, index, -1)) : null,
            down: index < fields.length - 1 ? () => act(moveField(schema, index, 1)) : null,
          }}
        />
      ))}
      {part.readOnly ? null : (
        <Button ref={addButton} size="sm" className="self-start" aria-label={addLabel(prefix)} onClick={add}>
          <Plus aria-hidden /> Add field
        </Button>
      )}
    </div>
  );
}

function NoFields({ prefix }: { prefix: string }) {
  return (
    <p className="rounded-md border border-dashed border-line px-3 py-2 text-xs text-muted">
      {prefix === '' ? 'No fields yet.' : `No fields in ${prefix} yet.`}
    </p>
  );
}

function addLabel(prefix: string): string {
  return prefix === '' ? 'Add field' : `Add field to ${prefix}`;
}

function inside(problems: readonly PathMessage[], name: string): PathMessage[] {
  return problems
    .filter(({ path }) => path[0] === 'properties' && path[1] === name)
    .map(({ path, message }) => ({ path: path.slice(2), message }));
}
