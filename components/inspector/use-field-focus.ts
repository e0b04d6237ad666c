import { useEffect } from 'react';
import type { RefObject } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';

const FOCUSABLE = 'input, textarea, button, [contenteditable="true"], [tabindex="0"]';

/** Carries out a request to focus a field of this node: the field of that path, else the nearest one around it. */
export function useFieldFocus(nodeId: string, frame: RefObject<HTMLElement | null>): void {
  const editor = useEditor();
  const request = useStore(editor.ui, (state) => state.focus);
  useEffect(() => {
    if (request?.nodeId !== nodeId || !frame.current) return undefined;
    const root = frame.current;
    const focus = (): boolean => {
      const field = fieldFor(root, request.path);
      const target = field?.querySelector<HTMLElement>(FOCUSABLE);
      field?.scrollIntoView({ block: 'center' });
      if (!target) return false;
      target.focus();
      // Done: coming back to this node must not steal the focus again. A moment later, because effects run twice in
      // development and the second run finds new elements.
      setTimeout(() => editor.ui.setState((state) => (state.focus === request ? { focus: null } : state)), 0);
      return true;
    };
    if (focus()) return undefined;
    // The expression editor is loaded when it is first needed.
    const observer = new MutationObserver(() => {
      if (focus()) observer.disconnect();
    });
    observer.observe(root, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [request, nodeId, frame, editor]);
}

function fieldFor(root: HTMLElement, path: string): HTMLElement | null {
  const steps = path === '' ? [] : path.split('.');
  for (let length = steps.length; length > 0; length--) {
    const name = steps.slice(0, length).join('.');
    const field = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
    if (field) return field;
  }
  return root.querySelector<HTMLElement>('[data-field]') ?? root;
}
