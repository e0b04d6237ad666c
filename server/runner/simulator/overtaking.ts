import { type Completion, type Script, drive } from '#core/run/testing/drive.ts';
import type { Refuses } from './refusals.ts';

/** A run of one seed tries so many of its decisions: more would take longer than the rest of it. */
const MAX_TRIED = 4;

/**
 * Places in `order` of decisions whose gate would be withdrawn if what completes next had completed before them. In a
 * run with a database it may do so in memory; the decision, which is in the database, comes first all the same.
 */
export function overtakingDecisions(
  script: Omit<Script, 'choose'>,
  order: readonly Completion[],
  refuses: Refuses,
): ReadonlySet<number> {
  const places = order.flatMap((decision, place) => {
    const second = order[place + 1];
    const isGate = decision.of === 'wait' && script.graph.nodes.get(decision.nodeId)?.kind === 'gate';
    const isDecided = isGate && !isExpired(script, decision);
    return isDecided && second?.of === 'executor' && !refuses(second.key) ? [place] : [];
  });
  return new Set(places.slice(0, MAX_TRIED).filter((place) => isWithdrawn(script, order, place)));
}

function isExpired({ behave }: Pick<Script, 'behave'>, decision: Completion): boolean {
  const behaviour = behave(decision, null);
  return behaviour.do === 'succeed' && behaviour.port === 'expired';
}

/** Whether the completion after the place, had it come first, would have withdrawn the gate that is decided there. */
function isWithdrawn(script: Omit<Script, 'choose'>, order: readonly Completion[], place: number): boolean {
  const decided = order[place];
  const swapped = [...order.slice(0, place), order[place + 1]];
  let withdrawn = false;
  drive({
    ...script,
    choose: (pending, step) =>
      pending.findIndex(
        ({ key, attempt, of }) =>
          key === swapped[step]?.key && attempt === swapped[step].attempt && of === swapped[step].of,
      ),
    observe: (_state, { released }) => (withdrawn ||= decided !== undefined && released.includes(decided.key)),
  });
  return withdrawn;
}
