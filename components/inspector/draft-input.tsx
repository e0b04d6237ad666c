'use client';

import { useState } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { Input } from '#components/ui/input.tsx';
import { afterPress } from '#components/ui/press.ts';
import type { DraftProblem } from './draft-problems.ts';

export interface DraftInputProps {
  value: string;
  placeholder?: string;
  readOnly: boolean;
  problem: DraftProblem;
  onChange(text: string): void;
}

/** Text that must have a form: what does not fit yet stays in the field, red, and out of the document. */
export function DraftInput({ value, placeholder, readOnly, problem, onChange }: DraftInputProps) {
  const editor = useEditor();
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft === null ? null : problem(draft);
  return (
    <>
      <Input
        aria-invalid={wrong ? true : undefined}
        value={draft ?? value}
        placeholder={placeholder}
        readOnly={readOnly}
        onChange={(event) => {
          setDraft(event.target.value);
          if (problem(event.target.value) === null) onChange(event.target.value);
        }}
        onBlur={() => {
          // The sentence below goes with it, and must not take away what is being clicked.
          afterPress(() => setDraft(null));
          editor.graph.seal();
        }}
      />
      {wrong ? <p className="text-xs text-failed">{wrong}</p> : null}
    </>
  );
}
