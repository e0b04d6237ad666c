import { ListTree } from 'lucide-react';
import { focusOutline, focusSelected } from '../gestures/focus-element.ts';
import { keepPreference } from '../view-preference.ts';
import type { Command } from './command.ts';

/** The graph as a tree beside the canvas; the focus goes there, and back. */
export const toggleOutline: Command = {
  id: 'toggle-outline',
  group: 'View',
  label: (editor) => (editor.ui.getState().outline ? 'Hide the outline' : 'Show the outline'),
  icon: ListTree,
  keys: ['o'],
  undoable: false,
  toolbar: 'canvas',
  enabled: () => true,
  run: (editor) => {
    const outline = !editor.ui.getState().outline;
    editor.ui.setState({ outline, home: outline ? 'outline' : 'canvas' });
    keepPreference('outline', outline);
    // The page draws it first.
    if (editor.canvas()) requestAnimationFrame(() => (outline ? focusOutline() : focusSelected(editor)));
  },
};
