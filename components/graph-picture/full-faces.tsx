import { CircleHelp } from 'lucide-react';
import {
  type CardHandle,
  LOOP_HANDLE,
  PORT_ROW_HEIGHT,
  PORT_ROW_TOP,
  usableConfig,
} from '#components/canvas/card-size.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { type CardDrawing, CardDrawingProvider, templateParts } from '#components/node-kit/card-body.tsx';
import { definitionOf } from '#core/node/define.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { uiOf } from '#nodes/ui.tsx';
import type { PictureColours } from './colours.ts';
import { textWidth, truncate, wrapText } from './fit-text.ts';
import type { PictureGroup, PictureNode, PictureNote } from './layout.ts';
import { type PictureFaces, tintOf } from './picture.tsx';
import type { PictureEdge } from './routes.ts';
import { svgText } from './svg-text.ts';

export const SANS = 'Geist, ui-sans-serif, system-ui, Helvetica, Arial, sans-serif';
const MONO = 'Geist Mono, ui-monospace, Menlo, Consolas, monospace';
const PADDING = 10;
const TILE = 20;
const ICON = 14;
const TITLE_X = PADDING + TILE + 8;

function Title({ node, colours }: { node: PictureNode; colours: PictureColours }) {
  const Icon = uiOf(node.node.type)?.Icon ?? CircleHelp;
  const tint = tintOf(node.group, colours);
  const inset = PADDING + (TILE - ICON) / 2;
  const title = truncate(svgText(titleOf(node.node)), node.width - TITLE_X - PADDING, { size: 14 });
  return (
    <>
      <rect x={PADDING} y={8} width={TILE} height={TILE} rx={4} fill={tint.soft} />
      <Icon x={inset} y={inset - 2} size={ICON} color={tint.ink} />
      <text x={TITLE_X} y={23} fontSize={14} fontWeight={500} fill={colours.ink}>
        {title}
      </text>
    </>
  );
}

/** The two parts of a card as SVG text, broken and shortened as the page does it. */
function drawingOf({ width }: PictureNode, colours: PictureColours): CardDrawing {
  const room = width - 2 * PADDING;
  return function drawBody({ meta, sentence, lines = 2 }) {
    const parts = templateParts(svgText(sentence)).map(({ text, isHole }) => ({ text, mono: isHole }));
    return (
      <>
        <text x={PADDING} y={42} fontSize={11} fill={colours.muted}>
          {truncate(svgText(meta), room, { size: 11 })}
        </text>
        {wrapText(parts, { width: room, lines, size: 12 }).map((line, index) => (
          <text key={index} x={PADDING} y={58 + 16 * index} fontSize={12} fill={colours.ink} xmlSpace="preserve">
            {line.map((part, at) =>
              part.mono ? (
                <tspan key={at} fontFamily={MONO} fontSize={11} fill={colours.accent}>
                  {part.text}
                </tspan>
              ) : (
                <tspan key={at}>{part.text}</tspan>
              ),
            )}
          </text>
        ))}
      </>
    );
  };
}

function Body({ node, colours }: { node: PictureNode; colours: PictureColours }) {
  const definition = definitionOf(nodeDefinitions, node.node.type);
  const Card = uiOf(node.node.type)?.Card;
  if (!definition || !Card) {
    const words = svgText(`The type “${node.node.type}” is not supported by this version.`);
    return wrapText([{ text: words, mono: false }], { width: node.width - 2 * PADDING, lines: 2, size: 11 }).map(
      ([part], index) => (
        <text key={index} x={PADDING} y={42 + 16 * index} fontSize={11} fill={colours.failed}>
          {part?.text}
        </text>
      ),
    );
  }
  return (
    <CardDrawingProvider value={drawingOf(node, colours)}>
      <Card node={node.node} config={usableConfig(definition, node.node)} />
    </CardDrawingProvider>
  );
}

function PortNames({ node, colours }: { node: PictureNode; colours: PictureColours }) {
  return node.layout.rows.map((port, row) => (
    <text
      key={port.id}
      x={node.width - 12}
      y={PORT_ROW_TOP + row * PORT_ROW_HEIGHT + 15}
      fontSize={11}
      textAnchor="end"
      fill={port.kind === 'error' ? colours.failed : colours.muted}
    >
      {truncate(svgText(port.label), 192, { size: 11 })}
    </text>
  ));
}

/** Shape says the kind, as on the canvas: a diamond decides, a dashed circle is the way of errors. */
function Handle({ handle, colours }: { handle: CardHandle; colours: PictureColours }) {
  const paint = { fill: colours.surface, stroke: colours.control, strokeWidth: 1.5 };
  if (handle.port?.kind === 'decision') {
    const { x, y } = handle;
    return <path d={`M${x - 5} ${y}L${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}Z`} {...paint} />;
  }
  const dashes = handle.port?.kind === 'error' ? '2 2' : undefined;
  return <circle cx={handle.x} cy={handle.y} r={4.25} strokeDasharray={dashes} {...paint} />;
}

function card(node: PictureNode, colours: PictureColours) {
  // As on the canvas: the entrance of loops is never drawn, and a side port only shows while the card is looked at.
  const handles = node.layout.handles.filter(
    ({ id, type, port }) =>
      !(type === 'target' && id === LOOP_HANDLE) && !(port?.kind === 'error' && node.layout.rows.length === 0),
  );
  return (
    <>
      {/* Clips: a font much wider than any that was thought of must not leave the card. */}
      <svg width={node.width} height={node.height} overflow="hidden">
        <Title node={node} colours={colours} />
        <Body node={node} colours={colours} />
        <PortNames node={node} colours={colours} />
      </svg>
      {handles.map((handle) => (
        <Handle key={`${handle.type}:${handle.id}`} handle={handle} colours={colours} />
      ))}
    </>
  );
}

function note({ text, width, height }: PictureNote, colours: PictureColours) {
  const lines = Math.max(1, Math.floor((height - 24) / 20));
  return wrapText([{ text: svgText(text), mono: false }], { width: width - 24, lines, size: 13 }).map((line, index) => (
    <text key={index} x={12} y={26 + 20 * index} fontSize={13} fill={colours['note-ink']}>
      {line.map((part) => part.text).join('')}
    </text>
  ));
}

function group({ title, width }: PictureGroup, colours: PictureColours) {
  return (
    <text x={16} y={26} fontSize={14} fontWeight={500} fill={colours.muted}>
      {truncate(svgText(title), width - 32, { size: 14 })}
    </text>
  );
}

const LABEL_LONGEST = 160;

function label(edge: PictureEdge, colours: PictureColours) {
  if (!edge.label) return null;
  const { at } = edge.label;
  const text = truncate(svgText(edge.label.text), LABEL_LONGEST, { size: 11 });
  const width = textWidth(text, { size: 11 }) + 14;
  return (
    <>
      <rect
        x={at.x - width / 2}
        y={at.y - 9}
        width={width}
        height={18}
        rx={9}
        fill={edge.isLoop ? colours.surface : colours.canvas}
        stroke={edge.isLoop ? colours.accent : colours.line}
      />
      <text
        x={at.x}
        y={at.y + 4}
        fontSize={11}
        fontWeight={edge.isLoop ? 500 : undefined}
        textAnchor="middle"
        fill={edge.isLoop ? colours.accent : colours.muted}
      >
        {text}
      </text>
    </>
  );
}

/** Cards, notes, groups and labels with all their words, as they stand on the canvas. */
export const FULL_FACES: PictureFaces = { card, note, group, label };
