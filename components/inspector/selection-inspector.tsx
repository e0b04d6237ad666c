'use client';

import { useStore } from 'zustand';
import { countAll } from '#components/canvas/commands/command.ts';
import { COMMANDS } from '#components/canvas/commands/registry.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { Button } from '#components/ui/button.tsx';

const OFFERED = ['duplicate-selection', 'copy-selection', 'toggle-disabled', 'delete-selection'];

/** Several things at once, or a note: what can be done with them. */
export function SelectionInspector() {
  const editor = useEditor();
  const { nodes, edges } = useStore(editor.selection);
  const notes = [...nodes].filter((id) => id.startsWith('note:')).length;
  const what = countAll({ nodes: nodes.size - notes, notes, edges: edges.size });
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="text-lg font-semibold">{what}</h2>
      <div className="flex flex-wrap gap-2">
        {COMMANDS.filter((command) => OFFERED.includes(command.id) && command.enabled(editor)).map((command) => (
          <Button
            key={command.id}
            variant={command.destructive ? 'danger' : 'secondary'}
            onClick={() => void command.run(editor)}
          >
            {command.label(editor)}
          </Button>
        ))}
      </div>
    </div>
  );
}
