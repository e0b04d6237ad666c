'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Fragment } from 'react';
import { Kbd } from '#components/ui/kbd.tsx';
import { MenuItem, MenuSeparator } from '#components/ui/menu.tsx';
import { popupStyles } from '#components/ui/popover.tsx';
import { cn } from '#components/ui/cn.ts';
import { pointAnchor } from './anchored.tsx';
import type { CanvasPoint } from './canvas-editing.ts';
import type { Command, CommandGroup } from './commands/command.ts';
import { formatShortcut } from './commands/keymap.ts';
import { COMMANDS } from './commands/registry.ts';
import { leave } from './gestures/focus-element.ts';
import { useEditor } from './editor-context.ts';
import { isMac } from './platform.ts';

const MENU_GROUPS: readonly CommandGroup[] = ['Edit', 'Arrange', 'Add', 'View', 'Workflow', 'Move'];

/** What the registry offers for what is selected. */
export function ContextMenu({ screen }: { screen: CanvasPoint }) {
  const editor = useEditor();
  const offered = COMMANDS.filter((command) => command.inMenu && command.enabled(editor));
  const groups = MENU_GROUPS.map((group) => offered.filter((command) => command.group === group)).filter(
    (commands) => commands.length > 0,
  );
  return (
    <BaseMenu.Root
      open
      onOpenChange={(open) => {
        if (!open) leave(editor);
      }}
    >
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-50 outline-none" anchor={pointAnchor(screen)} side="bottom" align="start">
          <BaseMenu.Popup aria-label="Commands" className={cn(popupStyles, 'min-w-52 p-1')}>
            {groups.map((commands, index) => (
              <Fragment key={commands[0]?.group}>
                {index > 0 ? <MenuSeparator /> : null}
                {commands.map((command) => (
                  <CommandItem key={command.id} command={command} />
                ))}
              </Fragment>
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
      tone={command.destructive ? 'danger' : 'normal'}
      keys={keys ? <Kbd>{formatShortcut(keys, isMac())}</Kbd> : undefined}
      onClick={() => {
        leave(editor);
        // After the menu has given the focus back: a command may open something of its own.
        setTimeout(() => void command.run(editor), 0);
      }}
    >
      {Icon ? <Icon aria-hidden /> : <span className="size-4" />}
      {command.label(editor)}
    </MenuItem>
  );
}
