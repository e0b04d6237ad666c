import { z } from 'zod';
import { storableText } from '#server/db/storable.ts';
import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from './password-rules.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';

export const personNameSchema = z
  .string()
  .transform(storableText)
  .pipe(z.string().trim().min(1, 'Please enter a name.').max(100));
const userIdSchema = z.string().regex(/^[\w-]{1,64}$/, 'This is not the id of a person.');
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email('Please enter an e-mail address.'));
export const passwordSchema = z
  .string()
  .min(PASSWORD_MIN_CHARS, `A password has at least ${PASSWORD_MIN_CHARS} characters.`)
  .max(PASSWORD_MAX_CHARS, `A password has at most ${PASSWORD_MAX_CHARS} characters.`);
/** A password that is only compared: its length is no secret worth a hint, but it is bounded. */
const currentPasswordSchema = z.string().min(1).max(1_000);

export const setupInput = z.strictObject({ name: personNameSchema, email: emailSchema, password: passwordSchema });
export type SetupInput = z.infer<typeof setupInput>;

export const signInInput = z.strictObject({ email: emailSchema, password: currentPasswordSchema });
export type SignInInput = z.infer<typeof signInInput>;

export const sessionSchema = z.object({
  id: z.string(),
  /** In plain words, such as "Firefox on Linux". */
  device: z.string(),
  address: z.string().nullable(),
  signedInAt: z.string(),
  lastUsedAt: z.string(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export const sessionIdInput = z.strictObject({ id: z.string().max(64) });

export const changePasswordInput = z.strictObject({ current: currentPasswordSchema, next: passwordSchema });
export const renameInput = z.strictObject({ name: personNameSchema });

export const roleSchema = z.enum(ROLES);
/** `owner` is made by setup only. */
export const grantableRoleSchema = roleSchema.exclude(['owner']);

export const personSchema = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof personSchema>;

export const meOutput = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  workspace: z.object({ id: z.string(), name: z.string(), defaultModel: z.string() }),
  role: roleSchema,
  approver: z.boolean(),
  permissions: z.array(z.enum(PERMISSIONS)),
});

export const memberSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  approver: z.boolean(),
  joinedAt: z.string(),
  /** Null for who may come in. */
  deactivatedAt: z.string().nullable(),
  you: z.boolean(),
});

export const inviteMemberInput = z.strictObject({
  email: emailSchema,
  role: grantableRoleSchema,
  approver: z.boolean(),
});
export type InviteMemberInput = z.infer<typeof inviteMemberInput>;
export const inviteMemberOutput = z.object({ url: z.string(), expiresAt: z.string() });

export const inviteSchema = z.object({
  id: z.string(),
  email: z.string(),
  role: roleSchema,
  approver: z.boolean(),
  createdBy: personSchema,
  createdAt: z.string(),
  expiresAt: z.string(),
});

export const inviteIdInput = z.strictObject({ id: z.string() });
export const updateMemberInput = z.strictObject({
  userId: userIdSchema,
  role: grantableRoleSchema.optional(),
  approver: z.boolean().optional(),
});
export type UpdateMemberInput = z.infer<typeof updateMemberInput>;
export const memberIdInput = z.strictObject({ userId: userIdSchema });

export const acceptInviteInput = z.strictObject({ name: personNameSchema, password: passwordSchema });
export type AcceptInviteInput = z.infer<typeof acceptInviteInput>;
