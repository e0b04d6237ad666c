'use client';

import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { cn } from '#components/ui/cn.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx';
import { useCanvasEditing } from './canvas-editing.ts';

const pill =
  'nopan flex items-center gap-1 rounded-full border border-accent bg-surface px-2 text-2xs font-medium whitespace-nowrap text-accent';

/** How often a loop may go round, on the loop itself. */
export function LoopPill({ edgeId, max, faded }: { edgeId: string; max: number; faded: boolean }) {
  const editing = useCanvasEditing();
  const words = (
    <>
      <RotateCw aria-hidden className="size-3" />
      again · at most {max}
    </>
  );
  if (!editing) return <span className={cn(pill, faded && 'opacity-60')}>{words}</span>;
  return (
    <Popover>
      <PopoverTrigger className={cn(pill, 'hover:bg-accent-soft')} aria-label={`Loop, again at most ${max}. Change`}>
        {words}
      </PopoverTrigger>
      <PopoverContent className="w-56" align="center">
        <MaxField max={max} onChange={(next) => editing.setLoopMax(edgeId, next)} />
      </PopoverContent>
    </Popover>
  );
}

/** Keeps what is typed while it is no number yet. */
function MaxField({ max, onChange }: { max: number; onChange(max: number): void }) {
  const [text, setText] = useState(String(max));
  const value = Number(text);
  const valid = Number.isInteger(value) && value >= 1 && value <= 1_000;
  return (
    <Field
      label="Again at most"
      description={`Up to ${valid ? value + 1 : max + 1} rounds in all`}
      error={valid ? null : 'A whole number from 1 to 1000'}
    >
      <Input
        inputMode="numeric"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const next = Number(event.target.value);
          if (Number.isInteger(next) && next >= 1 && next <= 1_000) onChange(next);
        }}
      />
    </Field>
  );
}
