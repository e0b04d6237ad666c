import { memo, useMemo } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { PaletteGroup } from '#core/node/define.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { layoutPicture, type PictureNode } from './layout.ts';

const TINT: Record<PaletteGroup, string> = {
  Agents: 'fill-accent',
  People: 'fill-waiting',
  Flow: 'fill-muted',
  'Data and actions': 'fill-muted',
};
/** Beyond this the inside of a box is smaller than a pixel. */
const DETAIL_MAX_NODES = 150;

function Box({ node, detail }: { node: PictureNode; detail: boolean }) {
  const bar = Math.min(150, node.width - 76);
  return (
    <g transform={`translate(${node.x} ${node.y})`}>
      <rect
        width={node.width}
        height={node.height}
        rx={12}
        vectorEffect="non-scaling-stroke"
        className={cn('stroke-control/60', node.isContainer ? 'fill-canvas' : 'fill-surface')}
        strokeDasharray={node.isContainer ? '3 3' : undefined}
      />
      {detail ? (
        <>
          <rect x={16} y={16} width={32} height={32} rx={8} className={cn(TINT[node.group ?? 'Flow'], 'opacity-80')} />
          <rect x={60} y={26} width={bar} height={12} rx={6} className="fill-ink opacity-60" />
          {node.isContainer ? null : (
            <rect x={16} y={64} width={node.width - 70} height={9} rx={4.5} className="fill-subtle opacity-40" />
          )}
        </>
      ) : null}
    </g>
  );
}

/**
 * What a workflow looks like, small and still: for lists and galleries, without the canvas and its library.
 * Decoration: the title beside it says what it is.
 */
export const GraphPicture = memo(function GraphPicture({
  document,
  className,
}: {
  document: WorkflowDocument;
  className?: string;
}) {
  const picture = useMemo(() => layoutPicture(document, nodeDefinitions), [document]);
  const detail = picture.nodes.length <= DETAIL_MAX_NODES;
  return (
    <svg aria-hidden viewBox={picture.viewBox} preserveAspectRatio="xMidYMid meet" className={cn('block', className)}>
      {picture.nodes
        .filter((node) => node.isContainer)
        .map((node) => (
          <Box key={node.id} node={node} detail={detail} />
        ))}
      <g fill="none" strokeWidth={1.25}>
        {picture.edges.map((edge) => (
          <path
            key={edge.id}
            d={edge.path}
            vectorEffect="non-scaling-stroke"
            className={edge.isLoop ? 'stroke-accent' : 'stroke-control'}
          />
        ))}
      </g>
      {picture.nodes
        .filter((node) => !node.isContainer)
        .map((node) => (
          <Box key={node.id} node={node} detail={detail} />
        ))}
    </svg>
  );
});
