import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { PictureColours } from './colours.ts';
import { FULL_FACES, SANS } from './full-faces.tsx';
import { layoutPicture, type PicturePart } from './layout.ts';
import { WorkflowPicture } from './picture.tsx';
import { svgText } from './svg-text.ts';

const MARGIN = 32;

export interface SvgFile {
  /** A file that stands alone. */
  text: string;
  /** px at its natural size. */
  width: number;
  height: number;
}

/**
 * A workflow, or a part of it, as an SVG file with every word that the canvas shows. All text is escaped. The writer of
 * markup is loaded when it is first needed: nobody else pays for it.
 */
export async function pictureSvg(
  document: WorkflowDocument,
  { colours, part = null }: { colours: PictureColours; part?: PicturePart | null },
): Promise<SvgFile> {
  const { renderToStaticMarkup } = await import('react-dom/server');
  const picture = layoutPicture(document, nodeDefinitions, { part });
  const x = picture.bounds.x - MARGIN;
  const y = picture.bounds.y - MARGIN;
  const width = Math.ceil(picture.bounds.width + 2 * MARGIN);
  const height = Math.ceil(picture.bounds.height + 2 * MARGIN);
  const { name, title, description } = document.metadata;
  const text = renderToStaticMarkup(
    <WorkflowPicture
      picture={picture}
      colours={colours}
      faces={FULL_FACES}
      role="img"
      width={width}
      height={height}
      viewBox={`${x} ${y} ${width} ${height}`}
      fontFamily={SANS}
    >
      <title>{svgText(title ?? name)}</title>
      {description ? <desc>{svgText(description)}</desc> : null}
      <rect x={x} y={y} width={width} height={height} fill={colours.canvas} />
    </WorkflowPicture>,
  );
  return { text, width, height };
}
