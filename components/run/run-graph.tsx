'use client';

import { useState } from 'react';
import { FlowCanvas } from '#components/canvas/flow-canvas.tsx';
import { createFoldStore } from '#components/canvas/groups/fold-store.ts';
import type { SelectionStore } from '#components/canvas/selection-store.ts';
import { OutlineTree } from '#components/outline/outline-tree.tsx';
import { cn } from '#components/ui/cn.ts';
import { useIsNarrow } from '#components/ui/use-is-narrow.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';

export interface RunGraphProps {
  document: WorkflowDocument;
  selection: SelectionStore;
}

/** The graph that ran, with its states: the canvas, or where that would be a keyhole, the outline. */
export function RunGraph({ document, selection }: RunGraphProps) {
  const isNarrow = useIsNarrow();
  // As in the editor of the workflow, in this browser.
  const [folds] = useState(() => createFoldStore(document.metadata.name));
  if (isNarrow) return <RunOutline document={document} selection={selection} className="max-h-[60dvh]" />;
  return (
    <div className="min-h-[45vh] flex-1 lg:min-h-0">
      <FlowCanvas document={document} mode="view" selection={selection} folds={folds} />
    </div>
  );
}

/** The same as a tree, for who does not see the canvas. */
export function RunOutline({ document, selection, className }: RunGraphProps & { className?: string }) {
  return (
    <OutlineTree
      document={document}
      registry={nodeDefinitions}
      selection={selection}
      className={cn('bg-surface p-1.5', className)}
    />
  );
}
