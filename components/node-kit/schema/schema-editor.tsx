'use client';

import { Columns2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { schemaProblems } from '#core/graph/json-schema.ts';
import type { PathMessage } from '#core/graph/json-schema.ts';
import type { JsonObject } from '#core/json.ts';
import { JsonSource } from '../json-source.tsx';
import { Unshown } from './field-details.tsx';
import { FieldList } from './field-list.tsx';
import { kindOf, unshownKeywords } from './schema-kinds.ts';
import type { SchemaPurpose } from './schema-kinds.ts';

export interface SchemaEditorProps {
  label: string;
  schema: JsonObject;
  purpose: SchemaPurpose;
  readOnly: boolean;
  /** Where focus finds it: the name of the field in the config. Absent outside a node. */
  place?: string;
  onChange(schema: JsonObject): void;
  onBlur(): void;
}

const VIEWS = [
  { value: 'fields', label: 'Fields' },
  { value: 'json', label: 'JSON' },
] as const;

/**
 * The shape of an object, as fields for people and as the JSON Schema that they stand for. Either can be edited, the
 * other follows; what fields cannot say stays as it is. Side by side in a window of its own.
 */
export function SchemaEditor(props: SchemaEditorProps) {
  const { label, schema, purpose, readOnly } = props;
  const [view, setView] = useState<'fields' | 'json'>('fields');
  const [wide, setWide] = useState(false);
  const problems = useMemo(() => problemsOf(schema, purpose), [schema, purpose]);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="sr-only">{label}</legend>
      <div className="flex items-center justify-between gap-2">
        <span aria-hidden className="min-w-0 text-sm font-medium text-ink">
          {label}
        </span>
        <span className="flex shrink-0 items-center gap-1">
          <Segmented aria-label={`View of ${label}`} value={view} options={VIEWS} onValueChange={setView} />
          <IconButton
            label={`${readOnly ? 'Show' : 'Edit'} ${label.toLowerCase()} with its JSON beside it`}
            size="icon-sm"
            onClick={() => setWide(true)}
          >
            <Columns2 aria-hidden />
          </IconButton>
        </span>
      </div>
      {view === 'fields' ? <Fields {...props} problems={problems} /> : <Source {...props} problems={problems} />}
      <Dialog open={wide} onOpenChange={setWide}>
        <DialogContent
          title={label}
          description="Fields on one side, the JSON Schema that they stand for on the other."
          className="h-[min(50rem,calc(100dvh-4rem))] w-[min(72rem,calc(100vw-2rem))]"
        >
          <div className="grid min-h-0 flex-1 gap-5 md:grid-cols-2 [&>*]:min-w-0 md:[&>*]:overflow-y-auto md:[&>*]:p-1">
            <Fields {...props} problems={problems} />
            <Source {...props} problems={problems} />
          </div>
        </DialogContent>
      </Dialog>
    </fieldset>
  );
}

interface ViewProps extends SchemaEditorProps {
  problems: readonly PathMessage[];
}

function Fields({ label, schema, purpose, readOnly, place, problems, onChange, onBlur }: ViewProps) {
  const kind = kindOf(schema);
  if (kind !== 'object' && kind !== 'any') {
    return (
      <p className="rounded-md border border-dashed border-line px-3 py-2 text-xs text-muted">
        {label} is not described as an object here, so there are no fields to show. Change it as JSON.
      </p>
    );
  }
  const own = problems.filter(({ path }) => path[0] !== 'properties' || path.length === 1);
  return (
    <div className="flex flex-col gap-2">
      <FieldList
        schema={schema}
        purpose={purpose}
        readOnly={readOnly}
        problems={problems}
        prefix=""
        place={place === undefined ? '' : `${place}.`}
        onChange={onChange}
        onBlur={onBlur}
      />
      {own.map(({ path, message }) => (
        <p key={`${path.join('.')} ${message}`} className="text-xs text-failed">
          {message}.
        </p>
      ))}
      <Unshown keywords={unshownKeywords({ ...schema, type: 'object' }, purpose)} />
    </div>
  );
}

function Source({ label, schema, readOnly, problems, onChange, onBlur }: ViewProps) {
  return (
    <JsonSource
      label={`${label} as JSON`}
      value={schema}
      readOnly={readOnly}
      problems={problems}
      onChange={onChange}
      onBlur={onBlur}
    />
  );
}

/** What this release cannot execute of it, and that it has to describe an object. */
function problemsOf(schema: JsonObject, purpose: SchemaPurpose): PathMessage[] {
  const isObject = schema.type === 'object' || (schema.type === undefined && purpose === 'input');
  return [...schemaProblems(schema), ...(isObject ? [] : [{ path: ['type'], message: 'This has to be an object' }])];
}
