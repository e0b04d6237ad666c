'use client';

import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import { cn } from '#components/ui/cn.ts';
import { useCanvasEditing } from './canvas-editing.ts';
import { ElementMark } from './element-mark.tsx';
import type { NoteFlowNode } from './to-flow.ts';

/** A note never runs. Selected, its text is edited in place; every keystroke goes to the document, so nothing is lost on unmount. */
export const NoteShell = memo(function NoteShell({ id, data, selected }: NodeProps<NoteFlowNode>) {
  const editing = useCanvasEditing();
  const { note } = data;
  const text = 'size-full resize-none bg-transparent p-3 text-sm whitespace-pre-wrap text-note-ink';
  return (
    <>
      <div className={cn('canvas-note size-full overflow-hidden rounded-lg bg-note', selected && 'ring-2 ring-accent')}>
        {editing && selected ? (
          <textarea
            aria-label="Note"
            className={cn(text, 'nodrag nowheel outline-none')}
            value={note.text}
            onChange={(event) => editing.editNote(note.id, event.target.value)}
          />
        ) : (
          <p className={text}>{note.text}</p>
        )}
      </div>
      <ElementMark id={id} />
    </>
  );
});
