'use client';

import { Ellipsis, FileUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { copyPictureCommands } from '#components/canvas/commands/copy-picture.ts';
import { savePictureCommands } from '#components/canvas/commands/save-picture.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { chooseFiles } from '#components/import/choose-files.ts';
import { ExportItems } from '#components/import/export-items.tsx';
import { buttonStyles } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';

export interface FileMenuProps {
  onImport: ((files: File[]) => void) | undefined;
  /** What has no room beside it. */
  first?: ReactNode;
}

/** Files out of and into the editor. What is exported is what is on screen, saved or not. */
export function FileMenu({ onImport, first }: FileMenuProps) {
  const editor = useEditor();
  return (
    <Menu>
      <MenuTrigger aria-label="More" className={buttonStyles({ variant: 'ghost', size: 'icon' })}>
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        {first}
        {onImport ? (
          <MenuItem onClick={() => chooseFiles(onImport, { multiple: false })}>
            <FileUp aria-hidden />
            Import a file …
          </MenuItem>
        ) : null}
        <ExportItems document={() => editor.graph.getState().document} />
        <PictureItems />
      </MenuContent>
    </Menu>
  );
}

/** Asked for what they would show when the menu opens. */
function PictureItems() {
  const editor = useEditor();
  return [...copyPictureCommands, ...savePictureCommands].map((command) => {
    const Icon = command.icon;
    return (
      <MenuItem key={command.id} disabled={!command.enabled(editor)} onClick={() => void command.run(editor)}>
        {Icon ? <Icon aria-hidden /> : null}
        {command.label(editor)}
      </MenuItem>
    );
  });
}
