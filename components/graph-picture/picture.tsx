import type { ReactNode, SVGProps } from 'react';
import { groupToken } from '#components/canvas/groups/group-colour.ts';
import type { PaletteGroup } from '#core/node/define.ts';
import type { PictureColours } from './colours.ts';
import type { Picture, PictureGroup, PictureNode, PictureNote } from './layout.ts';
import type { PictureEdge } from './routes.ts';

/** How much is legible: a thumbnail hints at text by bars, a picture that leaves the page says it. */
export interface PictureFaces {
  card(node: PictureNode, colours: PictureColours): ReactNode;
  note(note: PictureNote, colours: PictureColours): ReactNode;
  group(group: PictureGroup, colours: PictureColours): ReactNode;
  label(edge: PictureEdge, colours: PictureColours): ReactNode;
}

export function tintOf(group: PaletteGroup | null, colours: PictureColours): { ink: string; soft: string } {
  if (group === 'Agents') return { ink: colours.accent, soft: colours['accent-soft'] };
  if (group === 'People') return { ink: colours.waiting, soft: colours['waiting-soft'] };
  return { ink: colours.muted, soft: colours.hover };
}

function Wire({ edge, colours, isThumbnail }: { edge: PictureEdge; colours: PictureColours; isThumbnail: boolean }) {
  const { x, y } = edge.tip;
  const stroke = edge.isLoop ? colours.accent : edge.isError ? colours.failed : colours.control;
  if (isThumbnail) return <path d={edge.path} stroke={stroke} strokeWidth={1.25} vectorEffect="non-scaling-stroke" />;
  return (
    <g stroke={stroke} strokeWidth={1.5}>
      <path d={edge.path} strokeDasharray={edge.isError ? '5 4' : undefined} />
      <path d={`M${x - 6} ${y - 4}L${x - 1} ${y}L${x - 6} ${y + 4}`} strokeLinecap="round" strokeLinejoin="round" />
    </g>
  );
}

function Frame({ node, colours, isThumbnail }: { node: PictureNode; colours: PictureColours; isThumbnail: boolean }) {
  const { isContainer } = node.layout;
  const { disabled } = node.node;
  return (
    <rect
      width={node.width}
      height={node.height}
      rx={isThumbnail || isContainer ? 12 : 8}
      fill={isContainer ? colours.hover : colours.surface}
      fillOpacity={isContainer ? 0.5 : undefined}
      stroke={isThumbnail ? colours.control : colours.line}
      strokeOpacity={isThumbnail ? 0.6 : undefined}
      strokeDasharray={disabled || (isThumbnail && isContainer) ? '3 3' : undefined}
      vectorEffect={isThumbnail ? 'non-scaling-stroke' : undefined}
    />
  );
}

/**
 * A workflow as SVG and nothing else: no style sheet, no script, no font or image from elsewhere. The colours it is
 * given stand in the elements, so it looks the same inside the page and as a file.
 */
export function WorkflowPicture({
  picture,
  colours,
  faces,
  isThumbnail = false,
  children,
  ...svg
}: {
  picture: Picture;
  colours: PictureColours;
  faces: PictureFaces;
  /** Lines keep their width however small the picture is. */
  isThumbnail?: boolean;
  /** Below the graph. */
  children?: ReactNode;
} & Omit<SVGProps<SVGSVGElement>, 'children'>) {
  const card = (node: PictureNode) => (
    <g key={node.id} transform={`translate(${node.x} ${node.y})`} opacity={node.node.disabled ? 0.6 : undefined}>
      <Frame node={node} colours={colours} isThumbnail={isThumbnail} />
      {faces.card(node, colours)}
    </g>
  );
  const frame = (group: PictureGroup) => (
    <g key={group.id} transform={`translate(${group.x} ${group.y})`}>
      <rect
        width={group.width}
        height={group.height}
        rx={14}
        fill={colours[groupToken(group.colour)]}
        fillOpacity={0.6}
        stroke={colours.line}
        vectorEffect={isThumbnail ? 'non-scaling-stroke' : undefined}
      />
      {faces.group(group, colours)}
    </g>
  );
  return (
    <svg xmlns="http://www.w3.org/2000/svg" {...svg}>
      {children}
      {picture.groups.filter((group) => !group.isInMap).map(frame)}
      {picture.notes.map((note) => (
        <g key={note.id} transform={`translate(${note.x} ${note.y})`}>
          <rect width={note.width} height={note.height} rx={8} fill={colours.note} />
          {faces.note(note, colours)}
        </g>
      ))}
      {picture.nodes.filter((node) => node.layout.isContainer).map(card)}
      {picture.groups.filter((group) => group.isInMap).map(frame)}
      <g fill="none">
        {picture.edges.map((edge) => (
          <Wire key={edge.id} edge={edge} colours={colours} isThumbnail={isThumbnail} />
        ))}
      </g>
      {picture.nodes.filter((node) => !node.layout.isContainer).map(card)}
      {picture.edges.map((edge) => (edge.label ? <g key={edge.id}>{faces.label(edge, colours)}</g> : null))}
    </svg>
  );
}
