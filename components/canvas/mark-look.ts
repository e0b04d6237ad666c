import { ArrowLeftRight, CircleHelp, Minus, Move, Plus } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Mark } from './mark-store.ts';

interface MarkLook {
  word: string;
  icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;
  /** The class of its ink. */
  tone: string;
}

/** How what is pointed out is shown: on the canvas, in the outline and in lists. */
export const MARK_LOOKS: Record<Mark, MarkLook> = {
  added: { word: 'Added', icon: Plus, tone: 'text-succeeded' },
  removed: { word: 'Removed', icon: Minus, tone: 'text-failed' },
  changed: { word: 'Changed', icon: ArrowLeftRight, tone: 'text-accent' },
  moved: { word: 'Moved', icon: Move, tone: 'text-muted' },
  contested: { word: 'To decide', icon: CircleHelp, tone: 'text-waiting' },
};
