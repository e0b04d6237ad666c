/** A run that waits for admission, with the bounds of the version it runs. */
export interface Candidate {
  id: string;
  workflowId: string;
  key: string | null;
  /** Of runs of the workflow between start and end; null: no bound. */
  max: number | null;
  /** Of these with the same key. */
  maxPerKey: number | null;
}

/** Runs between start and end. {@link choose} counts those it admits. */
export interface Busy {
  workflows: Map<string, number>;
  /** By {@link keyName}. */
  keys: Map<string, number>;
}

/** Keys of two workflows have nothing to do with each other. */
export function keyName(workflowId: string, key: string): string {
  return `${workflowId}/${key}`;
}

export interface Choice {
  admitted: Candidate[];
  /** Somebody was passed over for their key alone: others, behind those we looked at, may fit. */
  isKeyFull: boolean;
}

/**
 * Whom to admit of those who wait, in their order: whoever does not fit is passed over, and comes first next time.
 * @param places free ones of the workspace.
 */
export function choose(candidates: readonly Candidate[], busy: Busy, places: number): Choice {
  const admitted: Candidate[] = [];
  let isKeyFull = false;
  for (const candidate of candidates) {
    if (admitted.length >= places) break;
    const { workflowId, key, max, maxPerKey } = candidate;
    const ofWorkflow = busy.workflows.get(workflowId) ?? 0;
    const ofKey = key === null ? 0 : (busy.keys.get(keyName(workflowId, key)) ?? 0);
    if (ofWorkflow >= (max ?? Number.POSITIVE_INFINITY)) continue;
    if (ofKey >= (maxPerKey ?? Number.POSITIVE_INFINITY)) {
      isKeyFull = true;
      continue;
    }
    busy.workflows.set(workflowId, ofWorkflow + 1);
    if (key !== null) busy.keys.set(keyName(workflowId, key), ofKey + 1);
    admitted.push(candidate);
  }
  return { admitted, isKeyFull };
}
