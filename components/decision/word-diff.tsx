import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';

/** A comparison that takes longer than this shows the two texts whole instead. */
const TIMEOUT_MS = 100;

/** What was proposed and what it became, word by word. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const parts = useMemo(
    () =>
      diffWordsWithSpace(before, after, { timeout: TIMEOUT_MS }) ?? [
        { value: before, removed: true, added: false },
        { value: after, removed: false, added: true },
      ],
    [before, after],
  );
  return (
    <span className="break-words whitespace-pre-wrap">
      {parts.map((part, index) => {
        if (part.removed) {
          return (
            <del key={index} className="bg-removed text-muted">
              {part.value}
            </del>
          );
        }
        if (part.added) {
          return (
            <ins key={index} className="bg-added no-underline">
              {part.value}
            </ins>
          );
        }
        return <span key={index}>{part.value}</span>;
      })}
    </span>
  );
}
