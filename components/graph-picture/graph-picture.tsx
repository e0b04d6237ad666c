import { memo, useMemo } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { LIVE_COLOURS, type PictureColours } from './colours.ts';
import { layoutPicture, type Picture, type PictureNode } from './layout.ts';
import { type PictureFaces, tintOf, WorkflowPicture } from './picture.tsx';

/** Beyond this the inside of a box is smaller than a pixel. */
const DETAIL_MAX_NODES = 150;
const MARGIN = 32;
/** A graph of two nodes is not blown up to the size of ten. */
const MIN_WIDTH = 960;
const MIN_HEIGHT = 280;

/** A tile for the icon, bars for title and sentence. */
function sketch(node: PictureNode, colours: PictureColours) {
  return (
    <>
      <rect x={16} y={16} width={32} height={32} rx={8} fill={tintOf(node.group, colours).ink} opacity={0.8} />
      <rect x={60} y={26} width={Math.min(150, node.width - 76)} height={12} rx={6} fill={colours.ink} opacity={0.6} />
      {node.layout.isContainer ? null : (
        <rect x={16} y={64} width={node.width - 70} height={9} rx={4.5} fill={colours.subtle} opacity={0.4} />
      )}
    </>
  );
}

const nothing = () => null;
const SKETCHED: PictureFaces = { card: sketch, note: nothing, group: nothing, label: nothing };
const BLANK: PictureFaces = { card: nothing, note: nothing, group: nothing, label: nothing };

function viewBox({ bounds }: Picture): string {
  const width = Math.max(MIN_WIDTH, bounds.width + 2 * MARGIN);
  const height = Math.max(MIN_HEIGHT, bounds.height + 2 * MARGIN);
  return `${bounds.x - (width - bounds.width) / 2} ${bounds.y - (height - bounds.height) / 2} ${width} ${height}`;
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
  return (
    <WorkflowPicture
      aria-hidden
      picture={picture}
      colours={LIVE_COLOURS}
      faces={picture.nodes.length <= DETAIL_MAX_NODES ? SKETCHED : BLANK}
      isThumbnail
      viewBox={viewBox(picture)}
      preserveAspectRatio="xMidYMid meet"
      className={cn('block', className)}
    />
  );
});
