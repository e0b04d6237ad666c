import { z } from 'zod';
import { durationMs, formatDuration } from '#core/duration.ts';
import { jsonObjectSchema } from '#core/json.ts';
import type { JsonObject } from '#core/json.ts';
import { hasHole, listOf, oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';
import type { ConfigProblem } from '#core/node/define.ts';

export const approvalConfigSchema = z.strictObject({
  /** Markdown that the approver reads. */
  message: z.string().default(''),
  /** Field -> proposed value, which the approver may edit. Texts are templates. */
  editable: jsonObjectSchema.default({}),
  /** Without roles and users: everybody who may decide gates. */
  approvers: z
    .strictObject({
      roles: z.array(z.string().min(1)).default([]),
      /** Ids or e-mail addresses. */
      users: z.array(z.string().min(1)).default([]),
      /** How many people must approve. */
      required: z.int().min(1).max(100).default(1),
    })
    .default({ roles: [], users: [], required: 1 }),
  /** Duration after which `expired` fires; a template may give it. Absent: waits for ever. */
  due: z.string().optional(),
});
export type ApprovalConfig = z.output<typeof approvalConfigSchema>;

/** A value with a hole can be of any type, so only literal ones are narrowed. */
function valueSchemas(editable: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(editable).map(([name, value]): [string, JsonObject] => {
      const literal = typeof value === 'string' ? !hasHole(value) : typeof value !== 'object';
      return [name, literal ? { type: typeof value } : {}];
    }),
  );
}

/** The marks of markdown are for the approver's page; on a card they would be read as they are. Expressions stay. */
function withoutMarks(markdown: string): string {
  return markdown.replace(/\{\{.*?\}\}|\*\*|__|`|^#{1,6} /gms, (found) => (found.startsWith('{{') ? found : ''));
}

function summary(config: ApprovalConfig): string {
  const { roles, users, required } = config.approvers;
  const dueMs = config.due === undefined ? null : durationMs(config.due);
  const who = listOf([...roles, ...users]) || 'a person';
  const question = oneLine(withoutMarks(config.message), 120);
  if (question) return question;
  const many = required > 1 ? ` (${required} needed)` : '';
  return `Waits for ${who}${many}${dueMs === null ? '' : `, due in ${formatDuration(dueMs)}`}.`;
}

function check(config: ApprovalConfig) {
  const problems: ConfigProblem[] = [];
  if (config.message.trim() === '') {
    problems.push({ path: ['message'], message: 'Nothing tells the approver what to decide.', severity: 'error' });
  }
  if (config.due !== undefined && !hasHole(config.due) && durationMs(config.due) === null) {
    problems.push({ path: ['due'], message: 'A due time looks like 30m, 48h or 7d.', severity: 'error' });
  }
  const { roles, users, required } = config.approvers;
  if (roles.length === 0 && users.length > 0 && users.length < required) {
    problems.push({
      path: ['approvers', 'required'],
      message: `${required} approvals are needed, but only ${users.length} can decide.`,
      severity: 'error',
    });
  }
  return problems;
}

export const approvalDefinition = defineNode({
  type: 'approval',
  version: 1,
  control: 'gate',
  title: 'Approval',
  description: 'Waits until a person approves or rejects, with edits if they like.',
  icon: 'hand',
  group: 'People',
  keywords: ['human in the loop', 'interrupt', 'gate', 'review', 'confirm', 'sign off', 'decision', 'person'],
  config: approvalConfigSchema,
  defaults: () => ({ message: '', editable: {}, approvers: { roles: ['approver'], users: [], required: 1 } }),
  acceptsInput: true,
  ports: () => [
    { id: 'approved', label: 'Approved', kind: 'decision' },
    { id: 'rejected', label: 'Rejected', kind: 'decision' },
    { id: 'expired', label: 'Expired', kind: 'decision' },
  ],
  expressions: (config) => [
    { path: ['message'], kind: 'template' },
    { path: ['editable'], kind: 'json' },
    ...(config.due === undefined ? [] : [{ path: ['due'], kind: 'template' as const }]),
  ],
  output: (config) => ({
    type: 'object',
    required: ['decision', 'by', 'comment', 'values', 'decidedAt'],
    properties: {
      decision: { type: 'string', enum: ['approved', 'rejected', 'expired'], title: 'Decision' },
      by: {
        type: 'array',
        title: 'Who decided',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            name: { type: 'string' },
            email: { type: 'string' },
            at: { type: 'string' },
          },
        },
      },
      comment: { type: 'string', title: 'Comment' },
      values: { type: 'object', title: 'Values after edits', properties: valueSchemas(config.editable) },
      decidedAt: { type: 'string', title: 'When' },
    },
  }),
  summary,
  onCrash: () => 'rerun',
  check,
  supports: { retry: false, timeout: false, error: false, disable: false },
});
