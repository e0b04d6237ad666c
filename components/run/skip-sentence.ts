import type { Execution } from '#core/run/state.ts';

/** Why a node was passed over. */
export const SKIP_SENTENCE: Record<Extract<Execution, { status: 'skipped' }>['reason'], string> = {
  not_taken: 'Skipped: no path of this run led here.',
  unreachable: 'Skipped: nothing leads to this node.',
  disabled: 'Skipped: the node is switched off.',
  cancel_others: 'Skipped: another branch was faster.',
};
