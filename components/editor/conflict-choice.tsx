'use client';

import { Locate } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { revealNode } from '#components/canvas/gestures/reveal-node.ts';
import { select } from '#components/canvas/selection-store.ts';
import { FieldValue } from '#components/changes/field-value.tsx';
import { elementName, fieldName } from '#components/changes/names.ts';
import { IconButton } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import type { Conflict } from '#core/graph/merge/conflict.ts';
import type { ServerDraft } from './autosave.ts';

export type Side = 'mine' | 'theirs';

export interface ConflictChoiceProps {
  conflict: Conflict;
  theirs: ServerDraft;
  side: Side;
  onChoose(side: Side): void;
}

/** One thing that two people changed differently, with both ways it could be. */
export function ConflictChoice({ conflict, theirs, side, onChoose }: ConflictChoiceProps) {
  const editor = useEditor();
  const { document } = editor.graph.getState();
  const { element } = conflict;
  const name = elementName(element, [document, theirs.document]);
  const field = conflict.kind === 'field' && conflict.path.length > 0 ? fieldName(conflict.path) : null;
  const isThere = element.kind === 'node' && document.spec.nodes.some((node) => node.id === element.id);
  const group = useId();
  const options = { name: group, onChoose, chosen: side };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="flex w-full items-center gap-2 pb-2 text-base font-medium">
        <span className="min-w-0 flex-1 truncate">
          {name}
          {field ? <span className="font-normal text-muted"> · {field}</span> : null}
        </span>
        {isThere ? (
          <IconButton
            label={`Show ${name} on the canvas`}
            onClick={() => {
              select(editor.selection, { nodes: [element.id] });
              revealNode(editor, element.id, { focus: false });
            }}
          >
            <Locate aria-hidden />
          </IconButton>
        ) : null}
      </legend>
      <Option {...options} side="mine" label="Mine">
        <SideOf conflict={conflict} side="mine" />
      </Option>
      <Option {...options} side="theirs" label={theirs.by}>
        <SideOf conflict={conflict} side="theirs" />
      </Option>
    </fieldset>
  );
}

interface OptionProps {
  name: string;
  side: Side;
  chosen: Side;
  label: string;
  onChoose(side: Side): void;
  children: ReactNode;
}

function Option({ name, side, chosen, label, onChoose, children }: OptionProps) {
  const isChosen = side === chosen;
  return (
    <label
      className={cn(
        'flex cursor-pointer gap-3 rounded-lg border p-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        isChosen ? 'border-accent bg-accent-soft' : 'border-line hover:bg-hover',
      )}
    >
      <input
        type="radio"
        name={name}
        className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
        checked={isChosen}
        onChange={() => onChoose(side)}
      />
      <span className="flex min-w-0 flex-1 flex-col gap-1">
        <span className="text-xs font-medium text-muted">{label}</span>
        {children}
      </span>
    </label>
  );
}

function SideOf({ conflict, side }: { conflict: Conflict; side: Side }) {
  if (conflict.kind === 'field') return <FieldValue value={conflict[side]} before={conflict.base} />;
  if (conflict.deletedBy === side) return <p className="text-sm text-ink">Deleted</p>;
  const { changes } = conflict;
  return (
    <div className="flex flex-col gap-2 text-sm text-ink">
      <p>{changes.length > 0 ? 'Kept, with changes' : 'Kept, and used: its connections or what it holds changed'}</p>
      {changes.map(({ path, before, after }) => (
        <div key={path.join('.')}>
          <p className="text-xs text-muted">{fieldName(path)}</p>
          <FieldValue value={after} before={before} />
        </div>
      ))}
    </div>
  );
}
