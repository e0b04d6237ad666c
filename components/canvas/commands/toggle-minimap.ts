import { Map as MapIcon } from 'lucide-react';
import type { EditorContext } from '../editor-context.ts';
import { keepPreference } from '../view-preference.ts';
import type { Command } from './command.ts';

/** Below, everything is in view anyway. */
const FEWEST = 12;

export const toggleMinimap: Command = {
  id: 'toggle-minimap',
  group: 'View',
  label: (editor) => (isMinimapShown(editor) ? 'Hide the minimap' : 'Show the minimap'),
  icon: MapIcon,
  keys: ['m'],
  undoable: false,
  toolbar: 'canvas',
  enabled: () => true,
  run: (editor) => {
    const minimap = !isMinimapShown(editor);
    editor.ui.setState({ minimap });
    keepPreference('minimap', minimap);
  },
};

/** As somebody wanted it the last time, else by the size of the workflow. */
export function isMinimapShown(editor: EditorContext): boolean {
  const count = editor.graph.getState().document.spec.nodes.length;
  const { minimap } = editor.ui.getState();
  return minimap ?? count >= FEWEST;
}
