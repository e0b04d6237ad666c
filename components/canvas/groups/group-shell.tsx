'use client';

import './groups.css';
import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useContext } from 'react';
import type { MouseEvent, PointerEvent } from 'react';
import { StatusIcon } from '#components/ui/status.tsx';
import { cn } from '#components/ui/cn.ts';
import type { Group } from '#core/graph/canvas.ts';
import { useCanvasEditing } from '../canvas-editing.ts';
import { ElementMark } from '../element-mark.tsx';
import { lookOf, needsNobody } from '../node-badge.tsx';
import { NodeHandles } from '../node-handles.tsx';
import { PresenceMark } from '../presence-mark.tsx';
import { ProblemSign } from '../problem-sign.tsx';
import { useProblemCounts } from '../problem-store.ts';
import { countRender } from '../render-counter.ts';
import { select, SelectionStoreContext, useIsHovered } from '../selection-store.ts';
import { FoldStoreContext, setFolded } from './fold-store.ts';
import type { GroupFlowNode } from './flow-groups.ts';
import { groupFlowId, FOLDED_LAYOUT } from './group-view.ts';
import { useGroupRun } from './group-run.ts';

/** Behind its members. Only its bar is there for the pointer: what lies on it is what is meant. */
export const GroupFrame = memo(function GroupFrame({ id, data, selected }: NodeProps<GroupFlowNode>) {
  const { group } = data;
  return (
    <div className="canvas-group" data-colour={group.colour} data-selected={selected ? '' : undefined}>
      <div className="canvas-group-bar">
        <FoldButton group={group} isFolded={false} />
        <GroupTitle group={group} selected={selected} className="canvas-group-title" />
      </div>
      <ElementMark id={id} />
    </div>
  );
});

/** One card for all of it, with the state of what matters most. */
export const GroupCard = memo(function GroupCard({ id, data, selected }: NodeProps<GroupFlowNode>) {
  const { group, hidden, names } = data;
  const isHovered = useIsHovered(hidden);
  return (
    <>
      <div className={cn('h-full', isHovered && 'canvas-hovered')}>
        <div
          className={cn(
            'canvas-card canvas-folded relative h-full rounded-lg border border-line bg-surface text-ink',
            selected && 'border-accent ring-1 ring-accent',
          )}
          data-colour={group.colour}
        >
          <div className="canvas-header flex items-center gap-1.5 px-2 pt-2">
            <FoldButton group={group} isFolded />
            <GroupTitle
              group={group}
              selected={selected}
              className="canvas-title min-w-0 flex-1 truncate text-left text-base font-medium"
            />
            <GroupProblems nodes={hidden} />
            <GroupBadge nodes={hidden} />
          </div>
          <div className="canvas-content px-2.5 pt-0.5">
            <p className="text-2xs text-muted">{countOf(group)}</p>
            <p className="truncate text-xs">{names}</p>
          </div>
        </div>
      </div>
      <NodeHandles layout={FOLDED_LAYOUT} isConnectable={false} />
      <ElementMark id={marked(id, hidden)} />
      <PresenceMark id={hidden} />
    </>
  );
});

/** Both have to be the same from one render to the next. */
const markedIds = new WeakMap<readonly string[], readonly string[]>();
function marked(id: string, hidden: readonly string[]): readonly string[] {
  const ids = markedIds.get(hidden) ?? [id, ...hidden];
  markedIds.set(hidden, ids);
  return ids;
}

function countOf({ nodes }: Group): string {
  return `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`;
}

/** Selects what the group holds: with it everything that is done to several nodes is done to the group. */
function GroupTitle({ group, selected, className }: { group: Group; selected: boolean; className: string }) {
  const selection = useContext(SelectionStoreContext);
  const editing = useCanvasEditing();
  const pick = (adds: boolean): void => {
    const { nodes, edges } = selection.getState();
    select(selection, adds ? { nodes: [...nodes, ...group.nodes], edges } : { nodes: group.nodes });
  };
  return (
    <button
      type="button"
      className={className}
      aria-label={`Group: ${group.title}, ${countOf(group)}`}
      aria-pressed={selected}
      title={group.title}
      // Before a drag begins, which then takes along what is selected.
      onPointerDown={(event: PointerEvent) => {
        const adds = event.shiftKey || event.ctrlKey || event.metaKey;
        if (event.button === 0 && !selected) pick(adds);
      }}
      onClick={(event: MouseEvent) => {
        // By a key.
        if (event.detail === 0) pick(event.shiftKey);
      }}
      onDoubleClick={() => editing?.renameGroup(group.id)}
    >
      {group.title}
    </button>
  );
}

function FoldButton({ group, isFolded }: { group: Group; isFolded: boolean }) {
  const folds = useContext(FoldStoreContext);
  const selection = useContext(SelectionStoreContext);
  const Icon = isFolded ? ChevronRight : ChevronDown;
  const toggle = (): void => {
    const { nodes } = selection.getState();
    // A part of it that is selected would unfold it again, and a wire in it would stay selected out of sight.
    if (!isFolded)
      select(selection, { nodes: group.nodes.some((id) => nodes.has(id)) ? [...nodes, ...group.nodes] : nodes });
    setFolded(folds, [group.id], !isFolded);
    // The other face of the group has a button of its own.
    requestAnimationFrame(() => focusFold(group.id));
  };
  return (
    <button
      type="button"
      className="canvas-group-fold nodrag"
      aria-label={`${isFolded ? 'Unfold' : 'Fold'} group: ${group.title}`}
      aria-expanded={!isFolded}
      onClick={toggle}
    >
      <Icon aria-hidden />
    </button>
  );
}

function focusFold(id: string): void {
  const node = `.react-flow__node[data-id="${CSS.escape(groupFlowId(id))}"]`;
  document.querySelector<HTMLElement>(`${node} .canvas-group-fold`)?.focus({ preventScroll: true });
}

/** A leaf, as on a card. */
function GroupProblems({ nodes }: { nodes: readonly string[] }) {
  return <ProblemSign {...useProblemCounts(nodes)} />;
}

/** A leaf, as on a card: an event of a run renders this and nothing else of the group. */
function GroupBadge({ nodes }: { nodes: readonly string[] }) {
  countRender('badge');
  const run = useGroupRun(nodes);
  if (!run) return null;
  const { lead, ended, total } = run;
  const look = lookOf(lead);
  const isCounted = lead.status === 'running' || (lead.status === 'succeeded' && ended < total);
  const words = isCounted ? `${ended} of ${total}` : (lead.text ?? look.word);
  return (
    <>
      <span className={cn('canvas-state flex shrink-0 items-center gap-1 text-2xs font-medium tabular-nums', look.ink)}>
        <StatusIcon look={look} className="size-3" />
        <span className="sr-only">{look.word}: </span>
        <span className="canvas-words max-w-32 truncate">{words}</span>
      </span>
      <span className="canvas-frame" data-status={needsNobody(lead) ? 'queued' : lead.status} />
    </>
  );
}
