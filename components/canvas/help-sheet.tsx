'use client';

import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import type { CommandGroup } from './commands/command.ts';
import { formatShortcut } from './commands/keymap.ts';
import { COMMANDS } from './commands/registry.ts';
import { closeOverlay, useEditor } from './editor-context.ts';
import { isMac } from './platform.ts';

const GROUPS: readonly CommandGroup[] = ['Add', 'Edit', 'Move', 'View', 'Workflow'];

/** Every shortcut there is, made from the registry. */
export function HelpSheet() {
  const editor = useEditor();
  const mac = isMac();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) closeOverlay(editor);
      }}
    >
      <DialogContent
        title="Keyboard shortcuts"
        description="Single letters work while no field has the focus. Hold Space and drag to move the canvas."
        className="w-[min(44rem,calc(100vw-2rem))]"
      >
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {GROUPS.map((group) => (
            <section key={group} className="flex flex-col gap-1">
              <h3 className="text-xs text-muted">{group}</h3>
              <dl className="flex flex-col">
                {COMMANDS.filter((command) => command.group === group && command.keys.length > 0).map((command) => (
                  <div key={command.id} className="flex min-h-7 items-center justify-between gap-4 text-sm">
                    <dt>{command.label(editor)}</dt>
                    <dd className="flex gap-1">
                      {command.keys.map((keys) => (
                        <span key={keys}>
                          <Kbd>{formatShortcut(keys, mac)}</Kbd>
                          <span className="sr-only">{formatShortcut(keys, mac)}</span>
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}
