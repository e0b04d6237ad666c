'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { IconButton } from '#components/ui/button.tsx';
import type { PathMessage } from '#core/graph/json-schema.ts';
import type { JsonObject } from '#core/json.ts';
import { DraftText } from './draft-text.tsx';
import type { RowPart } from './field-list.tsx';
import { unshownKeywords } from './schema-kinds.ts';
import type { SchemaPurpose, ValueKind } from './schema-kinds.ts';
import { withKeyword } from './schema-values.ts';
import { ValueDetails } from './value-details.tsx';

export interface FieldDetailsProps extends RowPart {
  id: string;
  schema: JsonObject;
  kind: ValueKind | null;
  fullName: string;
  place: string;
  problems: readonly PathMessage[];
  onChange(schema: JsonObject): void;
  onMove: { up: (() => void) | null; down: (() => void) | null };
}

const DESCRIPTION_HINT: Record<SchemaPurpose, string> = {
  input: 'Shown below the field of the form',
  part: 'What belongs here',
  answer: 'Tells the model what belongs here',
};

/** Everything else that a field says. */
export function FieldDetails({ id, schema, kind, fullName, onChange, onMove, ...part }: FieldDetailsProps) {
  return (
    <div id={id} className="flex min-w-0 flex-col gap-3 border-t border-line bg-canvas/60 p-2.5">
      {kind === null ? (
        <p className="text-xs text-muted">
          This field says things that only JSON can say. It stays as it is until you change it there, or choose a type
          here.
        </p>
      ) : (
        <>
          <DraftText
            label="Description"
            of={fullName}
            lines
            placeholder={DESCRIPTION_HINT[part.purpose]}
            value={typeof schema.description === 'string' ? schema.description : ''}
            readOnly={part.readOnly}
            onChange={(text) => {
              onChange(withKeyword(schema, 'description', text));
              return null;
            }}
            onBlur={part.onBlur}
          />
          <ValueDetails {...part} schema={schema} kind={kind} fullName={fullName} onChange={onChange} />
          <Unshown keywords={unshownKeywords(schema, part.purpose)} />
        </>
      )}
      {part.readOnly || (!onMove.up && !onMove.down) ? null : (
        <div className="-mb-1 flex items-center gap-1 text-xs text-muted">
          Order
          <IconButton label={`Move ${fullName} up`} size="icon-sm" disabled={!onMove.up} onClick={() => onMove.up?.()}>
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={`Move ${fullName} down`}
            size="icon-sm"
            disabled={!onMove.down}
            onClick={() => onMove.down?.()}
          >
            <ArrowDown aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}

/** What is there and has no place among the fields. It stays as it is. */
export function Unshown({ keywords }: { keywords: readonly string[] }) {
  if (keywords.length === 0) return null;
  return (
    <p className="text-xs text-muted">
      Also said, and kept:{' '}
      {keywords.map((keyword, index) => (
        <span key={keyword}>
          {index > 0 ? ', ' : ''}
          <code className="font-mono">{keyword}</code>
        </span>
      ))}
      . Change it as JSON.
    </p>
  );
}
