'use client';

import './marks.css';
import { MARK_LOOKS } from './mark-look.ts';
import { useMark } from './mark-store.ts';

/** A frame and a word round a card or a note; a leaf, so that marking renders no card. */
export function ElementMark({ id }: { id: string | readonly string[] }) {
  const mark = useMark(id);
  if (!mark) return null;
  const { word, icon: Icon } = MARK_LOOKS[mark];
  return (
    <div className="canvas-mark" data-mark={mark}>
      <span className="canvas-mark-word">
        <Icon aria-hidden className="size-[1.1em]" />
        {word}
      </span>
    </div>
  );
}
