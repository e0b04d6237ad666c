'use client';

import type { ReactNode } from 'react';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { formatShortcut } from './commands/keymap.ts';
import { shortcutSheet } from './commands/sheet.ts';
import { leave } from './gestures/focus-element.ts';
import { useEditor } from './editor-context.ts';
import { isMac } from './platform.ts';

const GESTURES = [
  { keys: 'Space', does: 'drag moves the canvas' },
  { keys: 'Shift', does: 'click or marquee adds to the selection' },
  { keys: 'Alt', does: 'drag copies' },
  { keys: 'Mod', does: 'drag ignores grid and guides' },
];

/** Every shortcut there is, made from the registry. */
export function HelpSheet() {
  const editor = useEditor();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) leave(editor);
      }}
    >
      <DialogContent
        title="Keyboard shortcuts"
        description="Single letters work while no field has the focus."
        className="w-[min(56rem,calc(100vw-2rem))]"
      >
        <div className="gap-x-8 sm:columns-2 lg:columns-3">
          {shortcutSheet().map(({ group, commands }) => (
            <Section key={group} title={group}>
              {commands.map((command) => (
                <Row key={command.id} label={command.label(editor)} keys={command.keys} />
              ))}
            </Section>
          ))}
          <Section title="While held">
            {GESTURES.map(({ keys, does }) => (
              <Row key={keys} label={does} keys={[keys]} />
            ))}
          </Section>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-4">
      <h3 className="text-xs text-muted">{title}</h3>
      <dl className="flex flex-col">{children}</dl>
    </section>
  );
}

function Row({ label, keys }: { label: string; keys: readonly string[] }) {
  const mac = isMac();
  return (
    <div className="flex min-h-7 break-inside-avoid items-center justify-between gap-4 text-sm">
      <dt className="first-letter:uppercase">{label}</dt>
      <dd className="flex shrink-0 gap-1">
        {keys.map((shortcut) => (
          <span key={shortcut}>
            <Kbd>{formatShortcut(shortcut, mac)}</Kbd>
            <span className="sr-only">{formatShortcut(shortcut, mac)}</span>
          </span>
        ))}
      </dd>
    </div>
  );
}
