'use client';

import { Ellipsis, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { CommandButtons } from '#components/canvas/commands/command-button.tsx';
import { addNode } from '#components/canvas/commands/add-node.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { focusOutline } from '#components/canvas/gestures/focus-element.ts';
import { select } from '#components/canvas/selection-store.ts';
import { InspectorBody } from '#components/inspector/inspector.tsx';
import type { WorkspaceChoices } from '#components/node-kit/inspector-context.ts';
import { EditorOutline, openRowMenu } from '#components/outline/editor-outline.tsx';
import type { OutlineRow } from '#components/outline/rows.ts';
import { ProblemsPanel } from '#components/problems/problems-panel.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, SheetContent } from '#components/ui/dialog.tsx';
import { definitionOf } from '#core/node/define.ts';

/** The graph as a list in the order in which it runs: for a phone, where a canvas would be a keyhole. */
export function Outline({ choices }: { choices: WorkspaceChoices }) {
  const editor = useEditor();
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  const [open, setOpen] = useInspectorSheet();
  useEffect(() => editor.ui.setState({ home: 'outline' }), [editor]);
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-canvas">
      {readOnly ? null : (
        <div className="flex shrink-0 items-center gap-1 border-b border-line bg-surface px-3 py-1.5">
          <Button onClick={() => void addNode.run(editor)}>
            <Plus aria-hidden /> Add a node
          </Button>
          <span className="ml-auto flex">
            <CommandButtons toolbar="history" />
          </span>
        </div>
      )}
      <EditorOutline
        className="flex-1 p-2"
        opensOnClick
        onOpen={() => setOpen(true)}
        rowMenu={readOnly ? undefined : (row) => <RowMenu row={row} />}
      />
      <ProblemsPanel />
      <Dialog open={open} onOpenChange={setOpen}>
        <SheetContent
          title={<SheetTitle />}
          className="gap-0 p-0 pt-2"
          headingClassName="items-center px-4 [&_h2]:text-sm [&_h2]:text-muted"
        >
          <InspectorBody choices={choices} />
        </SheetContent>
      </Dialog>
    </div>
  );
}

/** It opens by itself for what asks for a field: a problem, or the wish to rename. */
function useInspectorSheet(): [boolean, (open: boolean) => void] {
  const editor = useEditor();
  const [open, setOpen] = useState(false);
  useEffect(
    () =>
      editor.ui.subscribe((state, before) => {
        if ((state.focus && state.focus !== before.focus) || state.rename !== before.rename) setOpen(true);
      }),
    [editor],
  );
  return [open, setOpen];
}

/** What it is; how it is called stands below, where it can be changed. */
function SheetTitle() {
  const editor = useEditor();
  const [id] = useStore(editor.selection, (state) => state.nodes);
  const type = useStore(editor.graph, ({ document }) => document.spec.nodes.find((node) => node.id === id)?.type);
  return <>{definitionOf(editor.registry, type ?? '')?.title ?? 'Details'}</>;
}

/** Everything that can be done with a row, for fingers; the keyboard has the key for menus. */
function RowMenu({ row }: { row: OutlineRow }) {
  const editor = useEditor();
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label="More"
      className="-mr-1 flex size-11 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover"
      onClick={(event) => {
        event.stopPropagation();
        // The menu gives the focus back to the tree, which stays when this row goes.
        focusOutline();
        select(editor.selection, row.kind === 'wire' ? { edges: [row.id] } : { nodes: [row.id] });
        const box = event.currentTarget.getBoundingClientRect();
        openRowMenu(editor, { x: box.right, y: box.bottom });
      }}
    >
      <Ellipsis aria-hidden className="size-4" />
    </button>
  );
}
