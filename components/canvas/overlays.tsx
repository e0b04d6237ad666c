'use client';

import { useStore } from 'zustand';
import { CommandPalette } from './command-palette.tsx';
import { ConnectList } from './connect-list.tsx';
import { ContextMenu } from './context-menu.tsx';
import { useEditor } from './editor-context.ts';
import { HelpSheet } from './help-sheet.tsx';
import { NodePicker } from './node-picker.tsx';

/** What floats over the canvas, one at a time. The dialogs of run and publish are the page's, focus mode is the inspector's. */
export function CanvasOverlays() {
  const editor = useEditor();
  const overlay = useStore(editor.ui, (state) => state.overlay);
  switch (overlay.kind) {
    case 'picker':
      return <NodePicker purpose={overlay.purpose} at={overlay.at} screen={overlay.screen} />;
    case 'connect-list':
      return <ConnectList node={overlay.node} screen={overlay.screen} />;
    case 'menu':
      return <ContextMenu screen={overlay.screen} />;
    case 'palette':
      return <CommandPalette />;
    case 'help':
      return <HelpSheet />;
    case 'none':
    case 'focus':
    case 'run':
    case 'publish':
      return null;
  }
}
