import { closeOverlay } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { onlyNode, select } from '../selection-store.ts';
import type { SelectionState } from '../selection-store.ts';
import { revealNode } from './reveal-node.ts';

/** A card, a note or a wire, by the id that the canvas knows it by. */
export type ElementRef = { node: string } | { edge: string };

/** The card, note or wire that has the focus itself, not a field on it. */
export function focusedElement(target: EventTarget | null): ElementRef | null {
  if (!(target instanceof Element)) return null;
  const id = target.getAttribute('data-id');
  if (id === null) return null;
  if (target.classList.contains('react-flow__node')) return { node: id };
  return target.classList.contains('react-flow__edge') ? { edge: id } : null;
}

export function isSelected({ nodes, edges }: SelectionState, element: ElementRef): boolean {
  return 'node' in element ? nodes.has(element.node) : edges.has(element.edge);
}

export function selectElement(editor: EditorContext, element: ElementRef): void {
  select(editor.selection, 'node' in element ? { nodes: [element.node] } : { edges: [element.edge] });
}

/**
 * Gives the focus to an element where the person works: to its card or wire, or to the outline, whose active row
 * follows the selection. Call it after the canvas has drawn what is new.
 */
export function focusElement(editor: EditorContext, element: ElementRef): void {
  if (editor.ui.getState().home === 'outline' && focusOutline()) return;
  const drawn = elementOf(element);
  if (drawn) drawn.focus({ preventScroll: true });
  else if ('node' in element) revealNode(editor, element.node);
}

/** Back from a field or a panel: to what is selected, else to the canvas as such. */
export function focusSelected(editor: EditorContext): void {
  if (editor.ui.getState().home === 'outline' && focusOutline()) return;
  const selection = editor.selection.getState();
  const node = onlyNode(selection);
  const [edge] = selection.edges;
  if (node !== null) focusElement(editor, { node });
  else if (edge !== undefined && selection.nodes.size === 0) focusElement(editor, { edge });
  else document.querySelector<HTMLElement>('[data-testid="canvas"]')?.focus({ preventScroll: true });
}

/** Closes what floats. The focus goes back to where the person works, if what opened it does not take it. */
export function leave(editor: EditorContext): void {
  closeOverlay(editor);
  setTimeout(() => {
    if (document.activeElement === document.body) focusSelected(editor);
  }, 0);
}

/** @returns false where no outline is shown */
export function focusOutline(): boolean {
  const tree = document.querySelector<HTMLElement>('[role="tree"]');
  tree?.focus({ preventScroll: true });
  return tree !== null;
}

function elementOf(element: ElementRef): HTMLElement | null {
  const [kind, id] = 'node' in element ? ['node', element.node] : ['edge', element.edge];
  return document.querySelector<HTMLElement>(`.react-flow__${kind}[data-id="${CSS.escape(id)}"]`);
}
