import { useEffect } from 'react';
import { clipText } from './commands/clip.ts';
import type { Command } from './commands/command.ts';
import { copySelection, tellCopied } from './commands/copy-selection.ts';
import { cutSelection } from './commands/cut-selection.ts';
import { removeSelection } from './commands/delete-selection.ts';
import { commandFor, isWriting } from './commands/keymap.ts';
import { pasteClip, pasteText } from './commands/paste-clip.ts';
import { COMMANDS } from './commands/registry.ts';
import type { EditorContext } from './editor-context.ts';
import { focusSelected } from './gestures/focus-element.ts';
import { isMac } from './platform.ts';

/** Keys and clipboard of the editor. Both stay silent while somebody writes in a field or a dialog is open. */
export function useEditorKeys(editor: EditorContext): void {
  useEffect(() => {
    const mac = isMac();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || editor.ui.getState().overlay.kind !== 'none' || isInDialog(event.target)) return;
      const command = commandFor(COMMANDS, event, mac);
      if (!command || !counts(command, event.target)) {
        if (event.key === 'Escape' && isWriting(event.target)) focusSelected(editor);
        return;
      }
      if (event.key === 'Escape' && isInPanel(event.target)) {
        focusSelected(editor);
        return;
      }
      // The browser's own meaning (save the page, bookmark, history) is never wanted here, even when disabled.
      event.preventDefault();
      if (command.enabled(editor)) void command.run(editor);
    };
    const stopClipboard = listenToClipboard(editor);
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      stopClipboard();
    };
  }, [editor]);
}

/** Whether the keys of a command count where the focus is. */
function counts(command: Command, target: EventTarget | null): boolean {
  const scope = command.scope ?? 'page';
  switch (scope) {
    case 'everywhere':
      return true;
    case 'page':
      return !isWriting(target);
    case 'canvas':
      return !isWriting(target) && hasCanvasFocus(target);
  }
}

function hasCanvasFocus(target: EventTarget | null): boolean {
  if (target === document.body) return true;
  if (!(target instanceof Element) || target.closest('button, a, [role="button"]')) return false;
  return target.closest('[data-testid="canvas"]') !== null || target.id === 'main';
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}

/** Escape goes one level up: from the inspector to what is inspected. */
function isInPanel(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('aside') !== null;
}

/** The browser's own events need no permission, unlike reading the clipboard. Returns how to stop. */
function listenToClipboard(editor: EditorContext): () => void {
  // A paste event does not say whether Shift was held.
  let shift = false;
  const onKey = (event: KeyboardEvent): void => {
    shift = event.shiftKey;
  };
  const onClipboard = (event: ClipboardEvent): void => {
    const data = event.clipboardData;
    if (!data || isWriting(event.target) || isInDialog(event.target)) return;
    if (event.type === 'paste') {
      if (pasteClip.enabled(editor)) pasteText(editor, data.getData('text/plain'), { keepIncoming: shift });
      return;
    }
    // Selected text on the page is what the person means.
    if (window.getSelection()?.isCollapsed === false) return;
    const command = event.type === 'cut' ? cutSelection : copySelection;
    if (!command.enabled(editor)) return;
    event.preventDefault();
    data.setData('text/plain', clipText(editor));
    if (event.type === 'cut') removeSelection(editor, 'Cut');
    else tellCopied(editor);
  };
  window.addEventListener('keydown', onKey);
  window.addEventListener('keyup', onKey);
  for (const type of CLIPBOARD_EVENTS) window.addEventListener(type, onClipboard);
  return () => {
    window.removeEventListener('keydown', onKey);
    window.removeEventListener('keyup', onKey);
    for (const type of CLIPBOARD_EVENTS) window.removeEventListener(type, onClipboard);
  };
}

const CLIPBOARD_EVENTS = ['copy', 'cut', 'paste'] as const;
