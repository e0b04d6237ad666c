import { z } from 'zod';
import type { JsonObject } from '#core/json.ts';
import { AUDIT_GROUPS, type AuditGroup } from './audit-actions.ts';

export const MAX_AUDIT_PAGE = 200;

/** The actor that stands for Fermata itself. */
export const SYSTEM_ACTOR = 'system';

const groups = Object.keys(AUDIT_GROUPS) as [AuditGroup, ...AuditGroup[]];

export const auditFilter = z.strictObject({
  /** The id of a person, or `system`. */
  by: z.string().max(64).optional(),
  group: z.enum(groups).optional(),
  /** A part of the target's name, or its whole id. */
  target: z.string().max(200).optional(),
  /** Not before, and before: ISO 8601. */
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const listAuditInput = auditFilter.extend({
  /** Only entries before this number. */
  before: z.int().positive().optional(),
  limit: z.int().min(1).max(MAX_AUDIT_PAGE).optional(),
});
export type ListAuditInput = z.infer<typeof listAuditInput>;

/** Words, not closed lists: a log that somebody tampered with is still shown. */
export const auditEntry = z.object({
  seq: z.int(),
  at: z.string(),
  /** session | api-key | system */
  via: z.string(),
  actor: z.object({ id: z.string().nullable(), name: z.string() }),
  action: z.string(),
  target: z.object({
    type: z.string(),
    id: z.string(),
    name: z.string(),
    /** Where it can be looked at; null when there is no such page, or it is gone. */
    href: z.string().nullable(),
  }),
  details: z.custom<JsonObject>(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const listAuditOutput = z.object({ items: z.array(auditEntry), nextBefore: z.int().nullable() });

export const auditActors = z.array(z.object({ id: z.string(), name: z.string() }));

export const auditHead = z.object({ seq: z.int(), hash: z.string() });

/** What a look at the whole chain found. */
export const auditVerdict = z.object({
  entries: z.int(),
  head: auditHead.nullable(),
  /** The first thing that is wrong. */
  fault: z
    .object({
      kind: z.enum(['altered', 'missing', 'reordered', 'cut', 'seal', 'expected']),
      seq: z.int(),
      message: z.string(),
    })
    .nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;
export type AuditFault = NonNullable<AuditVerdict['fault']>;
