'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { NodeTile } from '#components/canvas/node-tile.tsx';
import { useProblemCounts } from '#components/canvas/problem-store.ts';
import { onlyNode, select } from '#components/canvas/selection-store.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { NodeInspector } from '#components/inspector/node-inspector.tsx';
import type { WorkspaceChoices } from '#components/node-kit/inspector-context.ts';
import { Dialog, SheetContent } from '#components/ui/dialog.tsx';
import { analyzeGraph, enclosingMaps } from '#core/graph/analysis.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';

/** The graph as a list in the order in which it runs: for a phone, where a canvas would be a keyhole. */
export function Outline({ choices }: { choices: WorkspaceChoices }) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  const selected = useStore(editor.selection, onlyNode);
  const graph = analyzeGraph(document);
  const nodes = graph.order.flatMap((id) => graph.nodes.get(id) ?? []);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto bg-canvas p-4">
      <ol aria-label="Nodes in order" className="flex flex-col gap-2">
        {nodes.map((node) => (
          <OutlineItem
            key={node.id}
            node={node}
            depth={enclosingMaps(graph, node.id).length}
            next={(graph.outgoing.get(node.id) ?? []).map((edge) => nameOf(graph.nodes.get(edge.to), edge.to))}
            onOpen={() => select(editor.selection, { nodes: [node.id] })}
          />
        ))}
      </ol>
      <Dialog
        open={selected !== null}
        onOpenChange={(open) => {
          if (!open) select(editor.selection, {});
        }}
      >
        <SheetContent
          title={selected === null ? '' : nameOf(graph.nodes.get(selected), selected)}
          className="p-0 pt-4 [&>div:first-child]:px-4"
        >
          {selected === null ? null : <NodeInspector key={selected} nodeId={selected} choices={choices} />}
        </SheetContent>
      </Dialog>
    </div>
  );
}

function nameOf(node: GraphNode | undefined, id: string): string {
  return node ? titleOf(node) : id;
}

interface OutlineItemProps {
  node: GraphNode;
  depth: number;
  next: string[];
  onOpen(): void;
}

function OutlineItem({ node, depth, next, onOpen }: OutlineItemProps) {
  const editor = useEditor();
  const { errors, warnings } = useProblemCounts(node.id);
  const type = definitionOf(editor.registry, node.type)?.title ?? node.type;
  return (
    <li style={{ marginLeft: depth * 16 }}>
      <button
        type="button"
        onClick={onOpen}
        className="flex min-h-14 w-full items-center gap-3 rounded-lg border border-line bg-surface px-3 py-2 text-left"
      >
        <NodeTile type={node.type} className="size-8" />
        <span className="flex min-w-0 flex-col">
          <span className="truncate text-base font-medium">{titleOf(node)}</span>
          <span className="truncate text-xs text-muted">
            {type}
            {next.length > 0 ? ` · then ${next.join(', ')}` : ''}
          </span>
        </span>
        {errors + warnings > 0 ? (
          <span
            className={errors > 0 ? 'ml-auto shrink-0 text-xs text-failed' : 'ml-auto shrink-0 text-xs text-warning'}
          >
            {errors + warnings} {errors + warnings === 1 ? 'problem' : 'problems'}
          </span>
        ) : null}
      </button>
    </li>
  );
}
