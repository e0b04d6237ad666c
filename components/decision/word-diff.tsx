import { useMemo } from 'react';
import { wordChanges } from './word-changes.ts';

/** What was proposed and what it became. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const changes = useMemo(() => wordChanges(before, after), [before, after]);
  return (
    <span className="break-words whitespace-pre-wrap">
      {changes.map(({ kind, text }, index) => {
        if (kind === 'same') return <span key={index}>{text}</span>;
        return kind === 'removed' ? (
          <del key={index} className="bg-removed text-muted">
            {text}
          </del>
        ) : (
          <ins key={index} className="ml-0.5 bg-added no-underline">
            {text}
          </ins>
        );
      })}
    </span>
  );
}
