'use client';

import { Ellipsis } from 'lucide-react';
import { ExportItems } from '#components/import/export-items.tsx';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { buttonStyles } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuTrigger } from '#components/ui/menu.tsx';

/** What can be done with a workflow from its row. */
export function WorkflowMenu({ workflow }: { workflow: RouterOutputs['workflow']['list'][number] }) {
  return (
    <Menu>
      <MenuTrigger
        aria-label={`More about ${workflow.title}`}
        // Above the link that covers the row.
        className={`${buttonStyles({ variant: 'ghost', size: 'icon' })} relative`}
      >
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        <ExportItems document={() => workflow.document} />
      </MenuContent>
    </Menu>
  );
}
