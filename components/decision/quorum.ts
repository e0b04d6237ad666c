import type { ApprovalListItem } from './types.ts';

/** `1 of 2 approved` where more than one person is needed; null where one decides. */
export function countText({ votes, required }: Pick<ApprovalListItem, 'votes' | 'required'>): string | null {
  return required > 1 ? `${votes} of ${required} approved` : null;
}

/** `2 needed, 1 can decide`: an open gate that cannot be approved as things are; null while it can. */
export function tooFew({ status, votes, required, eligible }: ApprovalListItem): string | null {
  const needed = required - votes;
  return status === 'pending' && eligible.count < needed ? `${needed} needed, ${eligible.count} can decide` : null;
}
