'use client';

import { focusMode } from '#components/canvas/commands/focus-mode.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { IconButton } from '#components/ui/button.tsx';

/** Whoever closes focus mode comes back here when what opened it is gone. */
export const FOCUS_BUTTON = 'focus-mode-button';

export function FocusButton() {
  const editor = useEditor();
  const Icon = focusMode.icon;
  return (
    <IconButton
      id={FOCUS_BUTTON}
      label={focusMode.label(editor)}
      size="icon-sm"
      className="-mr-1"
      onClick={() => void focusMode.run(editor)}
    >
      {Icon ? <Icon aria-hidden /> : null}
    </IconButton>
  );
}
