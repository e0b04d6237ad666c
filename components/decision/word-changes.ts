import { diffWordsWithSpace } from 'diff';

export interface Change {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** A comparison that takes longer than this shows the two texts whole instead. */
const TIMEOUT_MS = 100;

/**
 * What became of `before`, in runs that people can read: words that changed side by side are one removal and one
 * addition, not a pair for each word.
 */
export function wordChanges(before: string, after: string): Change[] {
  const parts = diffWordsWithSpace(before, after, { timeout: TIMEOUT_MS });
  if (!parts) return changed(before, after);
  const changes: Change[] = [];
  let removed = '';
  let added = '';
  // Space between two changes belongs to both, but only once it is known that a change follows.
  let space = '';

  function flush(): void {
    changes.push(...changed(removed, added));
    if (space !== '') changes.push({ kind: 'same', text: space });
    removed = added = space = '';
  }

  for (const part of parts) {
    if (part.removed || part.added) {
      removed += space;
      added += space;
      space = '';
      if (part.removed) removed += part.value;
      else added += part.value;
    } else if (part.value.trim() === '' && removed + added !== '') {
      space += part.value;
    } else {
      flush();
      changes.push({ kind: 'same', text: part.value });
    }
  }
  flush();
  return changes;
}

function changed(removed: string, added: string): Change[] {
  const changes: Change[] = [];
  if (removed !== '') changes.push({ kind: 'removed', text: removed });
  if (added !== '') changes.push({ kind: 'added', text: added });
  return changes;
}
