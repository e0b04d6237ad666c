'use client';

import { ChevronDown, X } from 'lucide-react';
import { useId } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { cn } from '#components/ui/cn.ts';
import { Input } from '#components/ui/input.tsx';
import type { PathMessage } from '#core/graph/json-schema.ts';
import { isJsonObject } from '#core/json.ts';
import type { JsonObject } from '#core/json.ts';
import { NameInput } from '../name-input.tsx';
import { FieldDetails } from './field-details.tsx';
import type { RowPart } from './field-list.tsx';
import { KindSelect } from './kind-select.tsx';
import { fieldNameProblem } from './schema-fields.ts';
import type { SchemaField } from './schema-fields.ts';
import { kindOf, withKind } from './schema-kinds.ts';
import type { ValueKind } from './schema-kinds.ts';
import { withKeyword } from './schema-values.ts';
import { summaryOf } from './summary.ts';

export interface FieldRowProps extends RowPart {
  field: SchemaField;
  /** With the names of the groups around it. */
  fullName: string;
  place: string;
  others: readonly string[];
  /** Paths are inside the field's schema. */
  problems: readonly PathMessage[];
  open: boolean;
  onOpenChange(open: boolean): void;
  autoFocus: boolean;
  onChange(field: SchemaField): void;
  onRemove(): void;
  onMove: { up: (() => void) | null; down: (() => void) | null };
}

/** Kinds that say little before something more is said. */
const ASK_MORE: ReadonlySet<ValueKind> = new Set(['choice', 'list', 'object']);

/** One field: name, type, title and whether it must be there. The rest is one click away. */
export function FieldRow(props: FieldRowProps) {
  const { field, open } = props;
  const id = useId();
  const schema = isJsonObject(field.schema) ? field.schema : {};
  const kind = kindOf(field.schema);
  const setSchema = (next: JsonObject): void => props.onChange({ ...field, schema: next });
  const parts: RowParts = { ...props, id, schema, kind, setSchema };
  return (
    <div data-field={props.place} className="flex min-w-0 flex-col rounded-md border border-line bg-surface">
      <div className="flex flex-col gap-1.5 p-2">
        <FirstLine {...parts} />
        <SecondLine {...parts} />
        {open ? null : <Closed schema={schema} kind={kind} />}
        <Wrong problems={props.problems} open={open} />
      </div>
      {open ? (
        <FieldDetails
          id={id}
          Nested={props.Nested}
          purpose={props.purpose}
          readOnly={props.readOnly}
          schema={schema}
          kind={kind}
          fullName={props.fullName}
          place={props.place}
          problems={props.problems}
          onChange={setSchema}
          onBlur={props.onBlur}
          onMove={props.onMove}
        />
      ) : null}
    </div>
  );
}

interface RowParts extends FieldRowProps {
  id: string;
  /** Empty for what is no object. */
  schema: JsonObject;
  kind: ValueKind | null;
  setSchema(schema: JsonObject): void;
}

function FirstLine({ id, field, fullName, schema, kind, open, readOnly, setSchema, ...props }: RowParts) {
  return (
    <div className="flex items-start gap-1.5">
      <NameInput
        value={field.name}
        label={`Name of field ${fullName}`}
        check={(name) => (name === field.name ? null : fieldNameProblem(name, props.others))}
        readOnly={readOnly}
        autoFocus={props.autoFocus}
        onChange={(name) => props.onChange({ ...field, name })}
        onBlur={props.onBlur}
      />
      <KindSelect
        label={`Type of ${fullName}`}
        className="w-36 shrink-0 text-sm"
        kind={kind}
        readOnly={readOnly}
        onChange={(next) => {
          props.onBlur();
          setSchema(withKind(schema, next));
          props.onBlur();
          if (ASK_MORE.has(next)) props.onOpenChange(true);
        }}
      />
      <IconButton
        label={`Details of ${fullName}`}
        size="icon-sm"
        className="mt-0.5 -mr-1"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => props.onOpenChange(!open)}
      >
        <ChevronDown aria-hidden className={cn('transition-transform', open && 'rotate-180')} />
      </IconButton>
      {readOnly ? null : (
        <IconButton label={`Remove ${fullName}`} size="icon-sm" className="mt-0.5" onClick={props.onRemove}>
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function SecondLine({ field, fullName, schema, kind, readOnly, setSchema, onChange, onBlur }: RowParts) {
  return (
    <div className="flex items-center gap-3">
      <Input
        aria-label={`Title of ${fullName}`}
        placeholder="Title for people"
        className="h-7 min-w-0 text-xs"
        value={typeof schema.title === 'string' ? schema.title : ''}
        readOnly={readOnly || kind === null}
        onChange={(event) => setSchema(withKeyword(schema, 'title', event.target.value))}
        onBlur={onBlur}
      />
      <Checkbox
        label={
          <span>
            Required<span className="sr-only"> field {fullName}</span>
          </span>
        }
        className="shrink-0"
        checked={field.required}
        disabled={readOnly}
        onCheckedChange={(required) => {
          onChange({ ...field, required });
          onBlur();
        }}
      />
    </div>
  );
}

/** What the closed row would hide, in a line. */
function Closed({ schema, kind }: { schema: JsonObject; kind: ValueKind | null }) {
  const summary = kind === null ? 'Described in JSON only' : summaryOf(schema, kind);
  return summary === '' ? null : <p className="truncate text-xs text-muted">{summary}</p>;
}

/** What is wrong with this field; inside a group, each of its fields says it, once the group is open. */
function Wrong({ problems, open }: { problems: readonly PathMessage[]; open: boolean }) {
  const own = problems.filter(({ path }) => !open || !path.includes('properties'));
  return [...new Set(own.map(({ message }) => message))].map((message) => (
    <p key={message} className="text-xs text-failed">
      {message}.
    </p>
  ));
}
