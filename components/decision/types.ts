import type { RouterOutputs } from '#components/trpc/types.ts';

export type Approval = RouterOutputs['approval']['get'];
export type ApprovalListItem = RouterOutputs['approval']['list'][number];
export type ApprovalStatus = ApprovalListItem['status'];
export type Consequence = Approval['consequences'][number];
