import { useCallback, useContext, useSyncExternalStore } from 'react';
import { assertNever } from '#core/assert-never.ts';
import { NodeRunSourceContext } from '../run-source.ts';
import type { NodeRun, NodeRunSource } from '../run-source.ts';

/** How several nodes stand, told as one. */
export interface GroupRun {
  /** The one that matters most: what failed, whom it waits for, what runs. */
  lead: NodeRun;
  /** How many have come to an end, of how many. */
  ended: number;
  total: number;
}

/** Null while none of them has begun. */
export function groupRun(source: Pick<NodeRunSource, 'get'>, ids: readonly string[]): GroupRun | null {
  let lead: NodeRun | null = null;
  let ended = 0;
  for (const id of ids) {
    const run = source.get(id);
    if (!run) continue;
    if (rank(run) >= ENDED) ended++;
    if (!lead || rank(run) < rank(lead)) lead = run;
  }
  return lead && { lead, ended, total: ids.length };
}

const ENDED = 5;

/** What somebody must know of comes first, then what moves, then what is over. */
function rank({ status, person }: NodeRun): number {
  switch (status) {
    case 'failed':
      return 0;
    case 'waiting':
      return person === false ? 3 : 1;
    case 'running':
      return 2;
    case 'queued':
      return 4;
    case 'cancelled':
      return ENDED;
    case 'succeeded':
      return ENDED + 1;
    case 'skipped':
      return ENDED + 2;
    default:
      return assertNever(status, 'node status');
  }
}

/** The same, as a card shows it. An event that changes nothing of it renders nothing. */
export function useGroupRun(ids: readonly string[]): GroupRun | null {
  const source = useContext(NodeRunSourceContext);
  const subscribe = useCallback(
    (onChange: () => void) => {
      const stops = source ? ids.map((id) => source.subscribe(id, onChange)) : [];
      return () => {
        for (const stop of stops) stop();
      };
    },
    [source, ids],
  );
  const key = useCallback(() => {
    const run = source ? groupRun(source, ids) : null;
    return run && [run.lead.status, run.lead.person, run.lead.text, run.ended].join();
  }, [source, ids]);
  useSyncExternalStore(subscribe, key, key);
  return source ? groupRun(source, ids) : null;
}
