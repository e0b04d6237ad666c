'use client';

import './marks.css';
import { ArrowLeftRight, CircleHelp, Minus, Move, Plus } from 'lucide-react';
import type { ComponentType } from 'react';
import { useMark } from './mark-store.ts';
import type { Mark } from './mark-store.ts';

const LOOKS: Record<Mark, { word: string; icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean }> }> = {
  added: { word: 'Added', icon: Plus },
  removed: { word: 'Removed', icon: Minus },
  changed: { word: 'Changed', icon: ArrowLeftRight },
  moved: { word: 'Moved', icon: Move },
  contested: { word: 'To decide', icon: CircleHelp },
};

/** A frame and a word round a card or a note; a leaf, so that marking renders no card. */
export function ElementMark({ id }: { id: string }) {
  const mark = useMark(id);
  if (!mark) return null;
  const { word, icon: Icon } = LOOKS[mark];
  return (
    <div className="canvas-mark" data-mark={mark}>
      <span className="canvas-mark-word">
        <Icon aria-hidden className="size-[1.1em]" />
        {word}
      </span>
    </div>
  );
}
