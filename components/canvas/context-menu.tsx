'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Kbd } from '#components/ui/kbd.tsx';
import { MenuItem, MenuSeparator } from '#components/ui/menu.tsx';
import { popupStyles } from '#components/ui/popover.tsx';
import { cn } from '#components/ui/cn.ts';
import { pointAnchor } from './anchored.tsx';
import type { CanvasPoint } from './canvas-editing.ts';
import type { Command } from './commands/command.ts';
import { formatShortcut } from './commands/keymap.ts';
import { COMMANDS } from './commands/registry.ts';
import { closeOverlay, useEditor } from './editor-context.ts';
import { isMac } from './platform.ts';

/** What the registry offers for what is selected. */
export function ContextMenu({ screen }: { screen: CanvasPoint }) {
  const editor = useEditor();
  const offered = COMMANDS.filter((command) => command.inMenu && command.enabled(editor));
  const adds = offered.filter((command) => command.group === 'Add');
  const edits = offered.filter((command) => command.group !== 'Add');
  return (
    <BaseMenu.Root
      open
      onOpenChange={(open) => {
        if (!open) closeOverlay(editor);
      }}
    >
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-50 outline-none" anchor={pointAnchor(screen)} side="bottom" align="start">
          <BaseMenu.Popup aria-label="Commands" className={cn(popupStyles, 'min-w-52 p-1')}>
            {edits.map((command) => (
              <CommandItem key={command.id} command={command} />
            ))}
            {edits.length > 0 && adds.length > 0 ? <MenuSeparator /> : null}
            {adds.map((command) => (
              <CommandItem key={command.id} command={command} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

function CommandItem({ command }: { command: Command }) {
  const editor = useEditor();
  const [keys] = command.keys;
  const Icon = command.icon;
  return (
    <MenuItem
      tone={command.id === 'delete-selection' ? 'danger' : 'normal'}
      keys={keys ? <Kbd>{formatShortcut(keys, isMac())}</Kbd> : undefined}
      onClick={() => {
        closeOverlay(editor);
        // After the menu has given the focus back: a command may open something of its own.
        setTimeout(() => void command.run(editor), 0);
      }}
    >
      {Icon ? <Icon aria-hidden /> : <span className="size-4" />}
      {command.label(editor)}
    </MenuItem>
  );
}
