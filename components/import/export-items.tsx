'use client';

import { FileDown } from 'lucide-react';
import { MenuItem } from '#components/ui/menu.tsx';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { downloadWorkflow } from './download.ts';

/** For any menu about a workflow. The document is asked for when it is needed: it changes while the menu is open. */
export function ExportItems({ document }: { document: () => WorkflowDocument }) {
  return (
    <>
      <MenuItem onClick={() => downloadWorkflow(document(), 'yaml')}>
        <FileDown aria-hidden />
        Export as YAML
      </MenuItem>
      <MenuItem onClick={() => downloadWorkflow(document(), 'json')}>
        <FileDown aria-hidden />
        Export as JSON
      </MenuItem>
    </>
  );
}
