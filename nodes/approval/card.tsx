import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { durationMs, formatDuration } from '#core/duration.ts';
import { approvalDefinition } from './definition.ts';
import type { ApprovalConfig } from './definition.ts';

export function ApprovalCard({ config }: CardProps<ApprovalConfig>) {
  const { roles, users, required } = config.approvers;
  const who = [...roles, ...users].join(', ') || 'anyone who may decide';
  const many = required > 1 ? ` · ${required} needed` : '';
  const dueMs = config.due === undefined ? null : durationMs(config.due);
  const due = dueMs === null ? '' : ` · due in ${formatDuration(dueMs)}`;
  return <CardBody meta={`Approval · ${who}${many}${due}`} sentence={approvalDefinition.summary(config)} />;
}
