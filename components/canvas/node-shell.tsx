'use client';

import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import { cn } from '#components/ui/cn.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { uiOf } from '#nodes/ui.tsx';
import { PORT_ROW_HEIGHT, PORT_ROW_TOP, usableConfig } from './card-size.ts';
import type { CardLayout } from './card-size.ts';
import { useVerdict } from './connect-store.ts';
import { ElementMark } from './element-mark.tsx';
import { NodeBadge } from './node-badge.tsx';
import { NodeHandles, PortRows } from './node-handles.tsx';
import { NodeTile } from './node-tile.tsx';
import { OffMark } from './off-mark.tsx';
import { PinMark } from './pin-mark.tsx';
import { PresenceMark } from './presence-mark.tsx';
import { ProblemSign } from './problem-sign.tsx';
import { useProblemCounts } from './problem-store.ts';
import { useIsHovered } from './selection-store.ts';
import { countRender } from './render-counter.ts';
import { titleOf } from './to-flow.ts';
import type { CardFlowNode } from './to-flow.ts';

/**
 * React Flow renders this on every frame in which the node itself is dragged, so it holds nothing but the face,
 * which is memoised on what the node is.
 */
export const NodeShell = memo(function NodeShell({ id, data, selected }: NodeProps<CardFlowNode>) {
  const verdict = useVerdict(id);
  const isHovered = useIsHovered(id);
  return (
    <>
      <div
        className={cn(
          'h-full',
          isHovered && 'canvas-hovered',
          verdict && (verdict.ok ? 'canvas-accepts rounded-lg' : 'canvas-refused'),
        )}
      >
        {data.layout.isContainer ? (
          <ContainerFace node={data.node} selected={selected} />
        ) : (
          <CardFace node={data.node} layout={data.layout} selected={selected} />
        )}
      </div>
      <NodeHandles layout={data.layout} />
      <ElementMark id={id} />
      <PresenceMark id={id} />
      {verdict && !verdict.ok ? (
        <p
          role="tooltip"
          className="canvas-reason pointer-events-none absolute top-full left-0 z-10 mt-2 w-max max-w-72 rounded-md bg-ink px-2 py-1 text-xs text-surface"
        >
          {verdict.reason}
        </p>
      ) : null}
    </>
  );
});

interface FaceProps {
  node: GraphNode;
  layout: CardLayout;
  selected: boolean;
}

const CardFace = memo(function CardFace({ node, layout, selected }: FaceProps) {
  countRender('card');
  return (
    <div
      className={cn(
        'canvas-card relative h-full rounded-lg border border-line bg-surface text-ink',
        selected && 'border-accent ring-1 ring-accent',
        node.disabled && 'border-dashed opacity-60',
      )}
    >
      <Header node={node} />
      <CardContent node={node} hasRows={layout.rows.length > 0} />
      <PortRows layout={layout} top={PORT_ROW_TOP} rowHeight={PORT_ROW_HEIGHT} />
    </div>
  );
});

const ContainerFace = memo(function ContainerFace({ node, selected }: Omit<FaceProps, 'layout'>) {
  countRender('card');
  return (
    <div
      className={cn(
        'canvas-container relative h-full rounded-xl border border-line bg-hover/50 text-ink',
        selected && 'border-accent ring-1 ring-accent',
        node.disabled && 'border-dashed opacity-60',
      )}
    >
      <Header node={node} />
      <CardContent node={node} hasRows />
    </div>
  );
});

/** Everything stands here at every zoom; `detail.css` chooses what is seen of it, and how large. */
function Header({ node }: { node: GraphNode }) {
  const typeTitle = definitionOf(nodeDefinitions, node.type)?.title ?? node.type;
  return (
    <div className="canvas-header flex items-center gap-2 px-2.5 pt-2">
      <NodeTile type={node.type} className="canvas-tile" />
      <span className="canvas-title min-w-0 flex-1 truncate text-base font-medium">{titleOf(node)}</span>
      {node.disabled ? <OffMark /> : null}
      {node.pinned ? <PinMark /> : null}
      <ProblemMark nodeId={node.id} />
      <NodeBadge
        nodeId={node.id}
        name={[`${typeTitle}: ${titleOf(node)}`, node.disabled && 'switched off', node.pinned && 'pinned']
          .filter(Boolean)
          .join(', ')}
      />
    </div>
  );
}

function CardContent({ node, hasRows }: { node: GraphNode; hasRows: boolean }) {
  const definition = definitionOf(nodeDefinitions, node.type);
  const ui = uiOf(node.type);
  if (!definition || !ui) {
    return (
      <p className="canvas-content px-2.5 pt-1 text-2xs text-failed">
        The type “{node.type}” is not supported by this version.
      </p>
    );
  }
  return (
    <div className={cn('canvas-content overflow-hidden px-2.5 pt-0.5', hasRows ? 'h-[50px]' : 'h-[52px]')}>
      <ui.Card node={node} config={usableConfig(definition, node)} />
    </div>
  );
}

/** A leaf like the badge: a changed problem renders the mark and not the card. */
function ProblemMark({ nodeId }: { nodeId: string }) {
  return <ProblemSign {...useProblemCounts(nodeId)} />;
}
