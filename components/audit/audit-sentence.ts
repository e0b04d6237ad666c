import type { AuditAction } from '#server/audit/audit-actions.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

export type AuditEntry = RouterOutputs['audit']['list']['items'][number];

/** What stands before and after the target: `published` Refund review `as version 3`. */
export interface Sentence {
  did: string;
  more?: string;
  /** The target is whoever did it, and needs no second name. */
  alone?: true;
}

type Tell = (details: JsonObject) => Sentence;

const plain =
  (did: string, more?: string): Tell =>
  () => ({ did, ...(more ? { more } : {}) });

/** One sentence for every action: one that is missing does not compile. */
const SENTENCES: Record<AuditAction, Tell> = {
  'workspace.changed': plain('changed the workspace'),
  'member.invited': ({ role }) => ({ did: 'invited', ...after('as', role) }),
  'member.inviteWithdrawn': plain('withdrew the invitation of'),
  'member.joined': ({ role }) => ({ did: 'joined', alone: true, ...after('with the role', role) }),
  'member.changed': memberChanged,
  'member.deactivated': plain('deactivated'),
  'member.reactivated': plain('let in again'),
  'member.removed': plain('removed'),
  'session.opened': () => ({ did: 'signed in', alone: true }),
  'session.refused': ({ reason }) => ({ did: 'refused', ...after('to come in:', reason) }),
  'session.revoked': ({ sessions }) => ({ did: sessions === 'all' ? 'ended all sessions of' : 'ended a session of' }),
  'password.changed': plain('changed the password of'),
  'key.created': plain('made the API key'),
  'key.revoked': plain('revoked the API key'),
  'secret.created': plain('added the secret'),
  'secret.changed': plain('changed the secret'),
  'secret.deleted': plain('deleted the secret'),
  'secret.used': ({ host }) => ({ did: 'used the secret', ...after('for', host) }),
  'masterKey.rotated': plain('changed the master key of'),
  'provider.created': plain('added the model provider'),
  'provider.changed': plain('changed the model provider'),
  'provider.deleted': plain('deleted the model provider'),
  'price.changed': plain('changed the price of'),
  'workflow.created': plain('created'),
  'workflow.edited': ({ revision }) => ({ did: 'edited', ...after('from revision', revision) }),
  'workflow.published': ({ version }) => ({ did: 'published', ...after('as version', version) }),
  'workflow.archived': plain('archived'),
  'workflow.rolledBack': ({ version, to }) => ({
    did: 'rolled back',
    ...after(`to version ${said(to)}, as version`, version),
  }),
  'workflow.restored': plain('restored'),
  'workflow.deleted': plain('deleted'),
  'run.cancelled': plain('stopped a run of'),
  'run.resolved': ({ node, how }) => ({ did: 'resolved a run of', more: resolution(node, how) }),
  'run.redriven': plain('started again a run of'),
  'run.dismissed': plain('dismissed a failed run of'),
  'run.archived': plain('archived a run of'),
  'run.restored': plain('restored a run of'),
  'run.deleted': ({ runs }) => ({ did: said(runs) ? `deleted ${said(runs)} old runs of` : 'deleted a run of' }),
  'approval.voted': ({ approvals, required }) => ({
    did: 'approved',
    more: `(${said(approvals)} of ${said(required)})`,
  }),
  'approval.decided': ({ decision, edited }) => ({
    did: decision === 'rejected' ? 'rejected' : 'approved',
    ...(Array.isArray(edited) && edited.length > 0 ? { more: `with changes to ${edited.join(', ')}` } : {}),
  }),
  'access.denied': ({ permission }) => ({ did: 'was refused', ...after('without the permission', permission) }),
};

/** A log that somebody tampered with, or a newer Fermata wrote, may have other actions: they are shown by their name. */
export function sentenceOf({ action, details }: Pick<AuditEntry, 'action' | 'details'>): Sentence {
  return Object.hasOwn(SENTENCES, action) ? SENTENCES[action as AuditAction](details) : { did: action };
}

function after(word: string, value: Json | undefined): Pick<Sentence, 'more'> {
  const text = said(value);
  return text === '' ? {} : { more: `${word} ${text}` };
}

function said(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function memberChanged({ role, approver, was }: JsonObject): Sentence {
  const before = isJsonObject(was ?? null) ? (was as JsonObject) : {};
  const changes: string[] = [];
  if (said(role) && role !== before['role']) changes.push(`role ${said(role)}`);
  if (typeof approver === 'boolean' && approver !== before['approver'])
    changes.push(approver ? 'now an approver' : 'no longer an approver');
  return { did: 'changed', ...(changes.length > 0 ? { more: `to: ${changes.join(', ')}` } : {}) };
}

function resolution(node: Json | undefined, how: Json | undefined): string {
  const words: Record<string, string> = { happened: 'it happened', retry: 'run it again', fail: 'it failed' };
  return `at ${said(node)}: ${words[said(how)] ?? said(how)}`;
}
