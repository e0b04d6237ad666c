import { ScanSearch } from 'lucide-react';
import { FIT_VIEW } from '../zoom-controls.tsx';
import type { Command } from './command.ts';

export const zoomToSelection: Command = {
  id: 'zoom-to-selection',
  group: 'View',
  label: () => 'Show the selection',
  icon: ScanSearch,
  keys: ['Shift+2'],
  undoable: false,
  enabled: (editor) => editor.canvas() !== null && editor.selection.getState().nodes.size > 0,
  run: async (editor) => {
    const nodes = [...editor.selection.getState().nodes].map((id) => ({ id }));
    await editor.canvas()?.fitView({ ...FIT_VIEW, nodes });
  },
};
