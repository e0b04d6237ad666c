'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CanvasInstance } from '#components/canvas/canvas-instance.ts';
import { FlowCanvas } from '#components/canvas/flow-canvas.tsx';
import { viewMs } from '#components/canvas/glide.ts';
import { createMarkStore, MarkStoreContext } from '#components/canvas/mark-store.ts';
import { createSelectionStore, select } from '#components/canvas/selection-store.ts';
import type { SelectionStore } from '#components/canvas/selection-store.ts';
import { ChangeList } from '#components/changes/change-list.tsx';
import { canvasId, compareDocuments, countWords } from '#components/changes/compare.ts';
import { makeRoom } from '#components/changes/make-room.ts';
import { OutlineTree } from '#components/outline/outline-tree.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Select } from '#components/ui/select.tsx';
import { useIsNarrow } from '#components/ui/use-is-narrow.ts';
import type { ElementRef } from '#core/graph/elements.ts';
import { edgeSource } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { hrefOf, wordOf } from './shown.ts';
import type { ComparedWith, Shown } from './shown.ts';

export interface CompareViewProps {
  name: string;
  shown: Shown;
  compareWith: ComparedWith;
  /** What it can be compared with. */
  others: readonly Shown[];
  after: WorkflowDocument;
  /** Null: it is looked at alone. */
  before: WorkflowDocument | null;
}

/** A state of the workflow on the canvas, with what is different from another one marked and listed. */
export function CompareView({ name, shown, compareWith, others, after, before }: CompareViewProps) {
  const [withMoves, setWithMoves] = useState(false);
  const [selection] = useState(createSelectionStore);
  const canvas = useRef<CanvasInstance | null>(null);
  const { diffs, document, marks } = useComparison(before, after, withMoves);
  const isNarrow = useIsNarrow();
  const show = (element: ElementRef): void => {
    const isEdge = element.kind === 'edge';
    const [from = '', to = ''] = element.id.split('->');
    const ids = isEdge ? [edgeSource({ from }).node, to] : [canvasId(element)];
    select(selection, isEdge ? { edges: [element.id] } : { nodes: ids });
    void canvas.current?.fitView({ nodes: ids.map((id) => ({ id })), maxZoom: 1, padding: 0.4, duration: viewMs() });
  };
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col">
      {isNarrow ? null : (
        <div className="min-h-72 min-w-0 flex-1">
          <MarkStoreContext value={marks}>
            <FlowCanvas
              document={document}
              mode="view"
              selection={selection}
              onReady={(instance) => {
                canvas.current = instance;
              }}
            />
          </MarkStoreContext>
        </div>
      )}
      <aside
        aria-label="Comparison"
        className="flex w-96 shrink-0 flex-col gap-3 overflow-y-auto border-l border-line bg-surface p-4 max-lg:max-h-80 max-lg:w-full max-lg:border-t max-lg:border-l-0 max-md:max-h-none max-md:flex-1 max-md:border-t-0"
      >
        <ComparePicker name={name} shown={shown} compareWith={compareWith} others={others} />
        {before ? (
          <>
            <div className="flex items-center justify-between gap-3">
              <h2 role="status" className="text-sm font-medium">
                {countWords(diffs)}
              </h2>
              <Checkbox label="Moved cards too" checked={withMoves} onCheckedChange={setWithMoves} />
            </div>
            <ChangeList
              key={`${shown} ${compareWith}`}
              diffs={diffs}
              documents={[after, before]}
              onShow={isNarrow ? undefined : show}
            />
          </>
        ) : (
          <Alone document={after} selection={selection} isNarrow={isNarrow} />
        )}
      </aside>
    </div>
  );
}

/** What is different, to list, to draw, and to mark in the drawing. */
function useComparison(before: WorkflowDocument | null, after: WorkflowDocument, withMoves: boolean) {
  const [store] = useState(createMarkStore);
  const comparison = useMemo(() => {
    const { diffs, document, marks } = compareDocuments(before ?? after, after, withMoves);
    return { diffs, marks, document: makeRoom(document, nodeDefinitions, (id) => marks.get(id) === 'removed') };
  }, [before, after, withMoves]);
  useEffect(() => store.setState({ marks: comparison.marks }), [store, comparison]);
  return { ...comparison, marks: store };
}

/** Where a canvas would be a keyhole, the graph is its outline. */
function Alone({ document, selection, isNarrow }: AloneProps) {
  if (!isNarrow) return <p className="text-sm text-muted">Choose a version to see what is different.</p>;
  return <OutlineTree className="-mx-2" document={document} registry={nodeDefinitions} selection={selection} />;
}

interface AloneProps {
  document: WorkflowDocument;
  selection: SelectionStore;
  isNarrow: boolean;
}

function ComparePicker({ name, shown, compareWith, others }: Omit<CompareViewProps, 'after' | 'before'>) {
  const router = useRouter();
  const options = [...others.map((other) => ({ value: String(other), label: sentence(wordOf(other)) }))];
  return (
    <div className="flex items-center gap-2 text-sm text-muted">
      <span className="shrink-0">Compared with</span>
      <Select
        aria-label="Compared with"
        className="min-w-0 flex-1"
        value={String(compareWith)}
        options={[...options, { value: 'none', label: 'Nothing' }]}
        onValueChange={(value) =>
          router.replace(hrefOf(name, shown, value === 'none' || value === 'draft' ? value : Number(value)))
        }
      />
    </div>
  );
}

function sentence(words: string): string {
  return words.replace('the ', '').replace(/^./, (letter) => letter.toUpperCase());
}
