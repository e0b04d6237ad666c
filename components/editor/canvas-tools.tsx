'use client';

import { CommandButtons } from '#components/canvas/commands/command-button.tsx';

/** Beside the zoom: what has no place in the palette, because it never runs. */
export function CanvasTools() {
  return (
    <>
      <span aria-hidden className="mx-1 h-5 w-px bg-line" />
      <CommandButtons toolbar="canvas" />
    </>
  );
}
