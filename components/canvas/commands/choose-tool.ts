import { Hand, MousePointer2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { CanvasTool } from '../editor-context.ts';
import { announce } from '../editor-context.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

function toolCommand(tool: CanvasTool, label: string, key: string, icon: LucideIcon): Command {
  return {
    id: `${tool}-tool`,
    group: 'View',
    label: () => label,
    icon,
    keys: [key],
    undoable: false,
    toolbar: 'canvas',
    // Who may only look has the hand anyway.
    enabled: canEdit,
    pressed: (editor) => editor.ui.getState().tool === tool,
    run: (editor) => {
      editor.ui.setState({ tool });
      announce(editor, label);
    },
  };
}

/** What dragging with the main button does: draw a frame around what is to be selected, or move the view. */
export const toolCommands: readonly Command[] = [
  toolCommand('select', 'Select tool', 'v', MousePointer2),
  toolCommand('hand', 'Hand tool', 'h', Hand),
];
