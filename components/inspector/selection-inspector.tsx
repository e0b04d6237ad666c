'use client';

import { useStore } from 'zustand';
import { countAll } from '#components/canvas/commands/command.ts';
import { COMMANDS } from '#components/canvas/commands/registry.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { onlyGroup } from '#components/canvas/groups/selected-groups.ts';
import { Button } from '#components/ui/button.tsx';
import { GroupInspector } from './group-inspector.tsx';

const OFFERED = [
  'fold-groups',
  'group-selection',
  'ungroup-selection',
  'duplicate-selection',
  'copy-selection',
  'toggle-disabled',
  'delete-selection',
];

/** Several things at once, or a note: what can be done with them. */
export function SelectionInspector() {
  const editor = useEditor();
  const { nodes, edges } = useStore(editor.selection);
  const notes = [...nodes].filter((id) => id.startsWith('note:')).length;
  const group = useStore(editor.graph, ({ document }) => onlyGroup(document, nodes));
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  // The names of commands say whether a group is folded.
  useStore(editor.folds);
  const what = countAll({ nodes: nodes.size - notes, notes, edges: edges.size });
  return (
    <div className="flex flex-col gap-4 p-4">
      {group ? <GroupInspector key={group.id} group={group} readOnly={readOnly} /> : null}
      <h2 className={group ? 'text-sm text-muted' : 'text-lg font-semibold'}>{what}</h2>
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
