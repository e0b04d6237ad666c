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
  // What it would do depends on the workflow, on the selection and on what is open.
  const face = () => `${command.enabled(editor)} ${command.pressed?.(editor)} ${command.label(editor)}`;
  useStore(editor.graph, face);
  useStore(editor.selection, face);
  useStore(editor.ui, face);
  const label = command.label(editor);
  const [keys] = command.keys;
  const Icon = command.icon;
  return (
    <IconButton
      label={label}
      title={keys ? `${label} (${formatShortcut(keys, isMac())})` : label}
      disabled={!command.enabled(editor)}
      aria-pressed={command.pressed?.(editor)}
      className={command.pressed?.(editor) ? 'bg-hover text-ink' : undefined}
      onClick={() => void command.run(editor)}
    >
      {Icon ? <Icon aria-hidden /> : null}
    </IconButton>
  );
}
