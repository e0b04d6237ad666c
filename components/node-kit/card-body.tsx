import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { GraphNode } from '#core/graph/schema.ts';

/** What a card gets: the node and its parsed config. It draws one sentence, no controls; editing is the inspector's. */
export interface CardProps<Config> {
  node: GraphNode;
  config: Config;
}

/** The two parts of every card: a quiet line that names the type and its setting, and one sentence with chips. */
export function CardBody({ meta, sentence, lines = 2 }: { meta: string; sentence: string; lines?: 1 | 2 }) {
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

/** Template text whose holes are drawn as chips, by the short name of what they mention. */
function WithChips({ text }: { text: string }): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(HOLE)) {
    parts.push(text.slice(end, match.index));
    parts.push(
      <code key={match.index} className="rounded-sm bg-accent-soft px-1 font-mono text-2xs text-accent">
        {shortExpression(match[1] ?? '')}
      </code>,
    );
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>);
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
