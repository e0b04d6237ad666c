'use client';

import { useStore } from 'zustand';
import { IconButton } from '#components/ui/button.tsx';
import { useEditor } from '../editor-context.ts';
import { isMac } from '../platform.ts';
import type { Command } from './command.ts';
import { formatShortcut } from './keymap.ts';
import { COMMANDS } from './registry.ts';

/** A row of buttons made from the registry. */
export function CommandButtons({ toolbar }: { toolbar: NonNullable<Command['toolbar']> }) {
  return COMMANDS.filter((command) => command.toolbar === toolbar).map((command) => (
    <CommandButton key={command.id} command={command} />
  ));
}

/** A command as an icon. Its tooltip has the key; its name is what it would do now. */
function CommandButton({ command }: { command: Command }) {
  const editor = useEditor();
  const label = useStore(editor.graph, () => command.label(editor));
  const enabled = useStore(editor.graph, () => command.enabled(editor));
  const [keys] = command.keys;
  const Icon = command.icon;
  return (
    <IconButton
      label={label}
      title={keys ? `${label} (${formatShortcut(keys, isMac())})` : label}
      disabled={!enabled}
      onClick={() => void command.run(editor)}
    >
      {Icon ? <Icon aria-hidden /> : null}
    </IconButton>
  );
}
