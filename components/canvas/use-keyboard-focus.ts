import { useEffect } from 'react';
import type { EditorContext } from './editor-context.ts';
import { focusElement, focusSelected, focusedElement, isSelected, selectElement } from './gestures/focus-element.ts';
import { heirOf } from './gestures/heir.ts';
import { select } from './selection-store.ts';

/**
 * Focus and selection are one thing for who has no mouse: what Tab arrives at is selected, so that a key never acts on
 * something else than what was read out; and when an edit takes away what has the focus, its neighbour gets it.
 */
export function useKeyboardFocus(editor: EditorContext): void {
  useEffect(() => {
    let byTab = false;
    const onKeyDown = (event: KeyboardEvent): void => {
      byTab = event.key === 'Tab';
    };
    const onPointerDown = (): void => {
      byTab = false;
    };
    const onFocusIn = ({ target }: FocusEvent): void => {
      noteHome(editor, target);
      const element = focusedElement(target);
      if (byTab && element && !isSelected(editor.selection.getState(), element)) selectElement(editor, element);
    };
    const stop = editor.graph.subscribe((state, before) => {
      if (state.document === before.document) return;
      // It is drawn until the canvas has heard of the edit.
      const { activeElement } = document;
      const element = focusedElement(activeElement);
      if (!element || !activeElement?.matches(':focus-visible')) return;
      const heir = heirOf(element, before.document, state.document);
      if (heir !== undefined) requestAnimationFrame(() => passOn(editor, heir));
    });
    window.addEventListener('keydown', onKeyDown, true);
    window.addEventListener('pointerdown', onPointerDown, true);
    document.addEventListener('focusin', onFocusIn);
    return () => {
      stop();
      window.removeEventListener('keydown', onKeyDown, true);
      window.removeEventListener('pointerdown', onPointerDown, true);
      document.removeEventListener('focusin', onFocusIn);
    };
  }, [editor]);
}

/** Where the person works: there what is added or connected gets the focus. */
function noteHome(editor: EditorContext, target: EventTarget | null): void {
  if (!(target instanceof Element)) return;
  const home = target.closest('[role="tree"]') ? 'outline' : target.closest('[data-testid="canvas"]') ? 'canvas' : null;
  if (home !== null && home !== editor.ui.getState().home) editor.ui.setState({ home });
}

function passOn(editor: EditorContext, heir: string | null): void {
  // Something else has taken the focus in the meantime.
  if (document.activeElement !== document.body) return;
  const { nodes, edges } = editor.selection.getState();
  if (heir !== null && nodes.size + edges.size === 0) {
    select(editor.selection, { nodes: [heir] });
    focusElement(editor, { node: heir });
  } else focusSelected(editor);
}
