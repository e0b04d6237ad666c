import { createContext, Fragment, useContext } from 'react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { GraphNode } from '#core/graph/schema.ts';

/** What a card gets: the node and its parsed config. It draws one sentence, no controls; editing is the inspector's. */
export interface CardProps<Config> {
  node: GraphNode;
  config: Config;
}

interface CardParts {
  meta: string;
  sentence: string;
  lines?: 1 | 2;
}

/** Draws the parts of a card as something else than HTML, such as the text of a picture. */
export type CardDrawing = (parts: CardParts) => ReactNode;
const Drawing = createContext<CardDrawing | null>(null);
export const CardDrawingProvider = Drawing.Provider;

/** The two parts of every card: a quiet line that names the type and its setting, and one sentence with chips. */
export function CardBody(parts: CardParts) {
  const draw = useContext(Drawing);
  if (draw) return draw(parts);
  const { meta, sentence, lines = 2 } = parts;
  return (
    <>
      <p className="truncate text-2xs text-muted">{meta}</p>
      <p className={cn('canvas-sentence text-xs text-ink', lines === 1 ? 'truncate' : 'line-clamp-2')}>
        <WithChips text={sentence} />
      </p>
    </>
  );
}

const HOLE = /\{\{(.*?)\}\}/g;
const LONGEST_CHIP = 32;

/** Template text in parts: what is said, and the short names of what its holes mention. */
export function templateParts(text: string): { text: string; isHole: boolean }[] {
  const parts: { text: string; isHole: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(HOLE)) {
    parts.push({ text: text.slice(end, match.index), isHole: false });
    parts.push({ text: shortExpression(match[1] ?? ''), isHole: true });
    end = match.index + match[0].length;
  }
  parts.push({ text: text.slice(end), isHole: false });
  return parts;
}

/** Holes are drawn as chips. */
function WithChips({ text }: { text: string }): ReactNode {
  return templateParts(text).map((part, index) =>
    part.isHole ? (
      <code key={index} className="rounded-sm bg-accent-soft px-1 font-mono text-2xs text-accent">
        {part.text}
      </code>
    ) : (
      <Fragment key={index}>{part.text}</Fragment>
    ),
  );
}

/** `nodes.draft.output.reason` reads `draft.reason`, `input.ticket` reads `ticket`. */
export function shortExpression(expression: string): string {
  const short = expression
    .trim()
    .replaceAll(/\bnodes\.([a-z][a-z0-9_]*)\.output\b/g, '$1')
    .replaceAll(/\bnodes\.([a-z][a-z0-9_]*)\.previous\.output\b/g, '$1.previous')
    .replaceAll(/\binput\.([a-zA-Z_])/g, '$1');
  return short.length > LONGEST_CHIP ? `${short.slice(0, LONGEST_CHIP - 1)}…` : short;
}
