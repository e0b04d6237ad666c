import { ZoomIn } from 'lucide-react';
import { viewMs } from '../glide.ts';
import type { Command } from './command.ts';

export const zoomToFullSize: Command = {
  id: 'zoom-to-full-size',
  group: 'View',
  label: () => 'Zoom to 100 %',
  icon: ZoomIn,
  keys: ['Shift+0'],
  undoable: false,
  enabled: (editor) => editor.canvas() !== null,
  run: async (editor) => void (await editor.canvas()?.zoomTo(1, { duration: viewMs() })),
};
