'use client';

import { Pencil } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import type { Json } from '#core/json.ts';
import { fieldLabel, fieldText } from './field-text.ts';
import type { Approval } from './types.ts';
import type { Decision } from './use-decision.ts';
import { WordDiff } from './word-diff.tsx';

interface EditableFieldProps {
  name: string;
  /** As the workflow proposed it. */
  proposed: Json;
  /** With the edits of people who voted before. */
  current: Json;
  editedBy: string | null;
  decision: Decision | null;
  open: boolean;
  onOpenChange(open: boolean): void;
}

function EditedMark({ by }: { by: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-xs text-waiting">
      <Pencil aria-hidden className="size-3.5" />
      edited by {by}
    </span>
  );
}

/** The text as it stands, with before and after where somebody changed it. */
function FieldText({ before, after, editable }: { before: string; after: string; editable: boolean }) {
  return (
    <div
      className={cn(
        'rounded-md border px-2.5 py-2 text-base break-words whitespace-pre-wrap',
        editable ? 'border-control bg-surface' : 'border-line bg-canvas',
      )}
    >
      {before === after ? (
        after || <span className="text-subtle">empty</span>
      ) : (
        <WordDiff before={before} after={after} />
      )}
    </div>
  );
}

function EditableField({ name, proposed, current, editedBy, decision, open, onOpenChange }: EditableFieldProps) {
  const control = useRef<HTMLTextAreaElement>(null);
  const before = fieldText(proposed);
  const text = decision?.edits[name] ?? fieldText(current);
  const byMe = text !== fieldText(current);
  const label = fieldLabel(name);
  const broken = decision?.brokenFields.includes(name) ?? false;
  useEffect(() => {
    if (open) control.current?.focus();
  }, [open]);

  if (open && decision) {
    return (
      <Field
        label={label}
        error={broken ? 'This is not valid JSON.' : null}
        aside={
          <span className="flex gap-1">
            {byMe ? (
              <Button size="sm" variant="ghost" onClick={() => decision.revert(name)}>
                Undo edit
              </Button>
            ) : null}
            <Button size="sm" variant="ghost" onClick={() => onOpenChange(false)}>
              Done
            </Button>
          </span>
        }
      >
        <Textarea ref={control} value={text} onChange={(event) => decision.edit(name, event.target.value)} />
      </Field>
    );
  }
  const by = byMe ? 'you' : before === text ? null : (editedBy ?? 'an earlier approver');
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1.5">
      <div className="flex min-h-7 items-center justify-between gap-3">
        <span className="text-sm font-medium">{label}</span>
        <span className="flex items-center gap-2">
          {by ? <EditedMark by={by} /> : null}
          {decision ? (
            <Button
              size="sm"
              variant="ghost"
              className="-mr-2.5 touch:-my-2"
              aria-label={`Edit ${label}`}
              onClick={() => onOpenChange(true)}
            >
              Edit
            </Button>
          ) : null}
        </span>
      </div>
      <FieldText before={before} after={text} editable={decision !== null} />
      {broken ? <p className="text-xs text-failed">This is not valid JSON.</p> : null}
    </div>
  );
}

export interface DecisionFieldsProps {
  approval: Approval;
  /** Null when this person only looks. */
  decision: Decision | null;
  /** The field whose editor is open. */
  editing: string | null;
  onEditingChange(field: string | null): void;
}

/** What the approver may change before it goes on. */
export function DecisionFields({ approval, decision, editing, onEditingChange }: DecisionFieldsProps) {
  // An edit makes earlier votes void, so the first vote that counts is by whoever made the text what it is.
  const editedBy = approval.values === null ? null : (approval.history.find((vote) => !vote.discarded)?.name ?? null);
  return Object.entries(approval.editable).map(([name, proposed]) => (
    <EditableField
      key={name}
      name={name}
      proposed={proposed}
      current={approval.values?.[name] ?? proposed}
      editedBy={editedBy}
      decision={decision}
      open={editing === name}
      onOpenChange={(open) => onEditingChange(open ? name : null)}
    />
  ));
}

/** For the key E: the first field that can be edited. */
export function useEditing(approval: Approval) {
  const [editing, setEditing] = useState<string | null>(null);
  return { editing, setEditing, openFirst: () => setEditing(Object.keys(approval.editable)[0] ?? null) };
}
