'use client';

import { NodeResizeControl } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { cn } from '#components/ui/cn.ts';
import { useCanvasEditing } from './canvas-editing.ts';
import { ElementMark } from './element-mark.tsx';
import { PresenceMark } from './presence-mark.tsx';
import type { NoteFlowNode } from './to-flow.ts';

const SMALLEST = { minWidth: 120, minHeight: 64 };

/** A note never runs. Selected, its text is edited in place; every keystroke goes to the document, so nothing is lost on unmount. */
export const NoteShell = memo(function NoteShell({ id, data, selected }: NodeProps<NoteFlowNode>) {
  const editing = useCanvasEditing();
  const { note } = data;
  const text = 'size-full resize-none bg-transparent text-sm whitespace-pre-wrap text-note-ink';
  return (
    <>
      {/* The margin around the text is what a selected note is held by. */}
      <div
        className={cn('canvas-note size-full overflow-hidden rounded-lg bg-note p-3', selected && 'ring-2 ring-accent')}
      >
        {editing && selected ? (
          <textarea
            aria-label="Note"
            // A new note is there to be written.
            autoFocus={note.text === ''}
            className={cn(text, 'nodrag nowheel outline-none')}
            value={note.text}
            onChange={(event) => editing.editNote(note.id, event.target.value)}
          />
        ) : (
          <p className={text}>{note.text}</p>
        )}
      </div>
      {editing && selected ? (
        <NodeResizeControl
          {...SMALLEST}
          position="bottom-right"
          className="canvas-note-corner"
          onResizeEnd={(_, { width, height }) => editing.resizeNote(note.id, { width, height })}
        />
      ) : null}
      <ElementMark id={id} />
      <PresenceMark id={id} />
    </>
  );
});
