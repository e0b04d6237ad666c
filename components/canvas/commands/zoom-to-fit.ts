import { Maximize } from 'lucide-react';
import type { Command } from './command.ts';
import { FIT_VIEW } from '../zoom-controls.tsx';

export const zoomToFit: Command = {
  id: 'zoom-to-fit',
  group: 'View',
  label: () => 'Show all',
  icon: Maximize,
  keys: ['Shift+1'],
  undoable: false,
  enabled: (editor) => editor.canvas() !== null,
  run: async (editor) => void (await editor.canvas()?.fitView(FIT_VIEW)),
};
