'use client';

import { Ellipsis, FileUp } from 'lucide-react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { chooseFiles } from '#components/import/choose-files.ts';
import { ExportItems } from '#components/import/export-items.tsx';
import { buttonStyles } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';

/** Files out of and into the editor. What is exported is what is on screen, saved or not. */
export function FileMenu({ onImport }: { onImport: ((files: File[]) => void) | undefined }) {
  const editor = useEditor();
  return (
    <Menu>
      <MenuTrigger aria-label="More" className={buttonStyles({ variant: 'ghost', size: 'icon' })}>
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        {onImport ? (
          <MenuItem onClick={() => chooseFiles(onImport, { multiple: false })}>
            <FileUp aria-hidden />
            Import a file …
          </MenuItem>
        ) : null}
        <ExportItems document={() => editor.graph.getState().document} />
      </MenuContent>
    </Menu>
  );
}
