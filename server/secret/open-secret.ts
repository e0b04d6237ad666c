import { FermataError } from '#core/errors.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Env } from '#server/env.ts';
import { isAllowedHost, normalHost } from './allowed-hosts.ts';
import { redactor } from './redactor.ts';
import { unseal } from './seal.ts';

export interface OpenSecretDeps {
  pool: Pool;
  env: Pick<Env, 'masterKey'>;
}

/** A secret by the name that workflows use, or by the id that a provider keeps. */
export type SecretRef = { workspaceId: string; name: string } | { workspaceId: string; id: string };

/**
 * The value of a secret, for a request to `host` (a name or address, with or without a port). From here on this
 * process hides it wherever it writes. The result goes into the request and nowhere else.
 * @throws FermataError NOT_FOUND when there is none of that name; FORBIDDEN when it may not be sent to this host.
 */
export async function openSecret(deps: OpenSecretDeps, ref: SecretRef, host: string): Promise<string> {
  const secret = await findSecret(deps.pool, ref);
  if (!isAllowedHost(secret.hosts, host)) {
    await noteUse(deps, secret, 'access.denied', host);
    throw new FermataError('FORBIDDEN', refusal(secret, host));
  }
  const place = { workspaceId: ref.workspaceId, secretId: secret.id, version: secret.version };
  const value = unseal(deps.env.masterKey, place, secret);
  redactor.add(secret.name, value);
  if (secret.isUseStale) await deps.pool.query('UPDATE secret SET last_used_at = now() WHERE id = $1', [secret.id]);
  await noteUse(deps, secret, 'secret.used', host);
  return value;
}

interface SecretRow {
  id: string;
  workspaceId: string;
  name: string;
  hosts: string[];
  version: number;
  wrappedKey: Buffer;
  sealed: Buffer;
  /** "Last used" is for people: to the minute is enough. */
  isUseStale: boolean;
}

async function findSecret(pool: Pool, ref: SecretRef): Promise<SecretRow> {
  const [column, value] = 'id' in ref ? ['id', ref.id] : ['name', ref.name];
  const { rows } = await pool.query<SecretRow>(
    `SELECT s.id, s.workspace_id AS "workspaceId", s.name, s.hosts, s.version, v.wrapped_key AS "wrappedKey", v.sealed,
            s.last_used_at IS NULL OR s.last_used_at < now() - interval '1 minute' AS "isUseStale"
     FROM secret s JOIN secret_version v ON v.secret_id = s.id AND v.version = s.version
     WHERE s.workspace_id = $1 AND s.${column} = $2`,
    [ref.workspaceId, value],
  );
  const [row] = rows;
  if (row) return row;
  const message =
    'name' in ref
      ? `There is no secret "${ref.name}". Make it in Settings > Secrets, or name another one.`
      : 'The secret does not exist any more. Choose another one.';
  throw new FermataError('NOT_FOUND', message);
}

function refusal({ name, hosts }: SecretRow, host: string): string {
  const allowed = hosts.length === 0 ? 'It may be sent nowhere so far' : `It may go to ${hosts.join(', ')}`;
  const target = normalHost(host) ?? host;
  return `The secret "${name}" may not be sent to ${target}. ${allowed}; an admin can change that in Settings > Secrets.`;
}

const NOTE_EVERY_MS = 60 * 60_000;
const NOTES_MAX = 10_000;
const noted = new Map<string, number>();

/**
 * Use and refusal go to the audit log once an hour for each secret, version and host: a workflow that calls an API a
 * thousand times would drown everything else, and the runs themselves say every use by name.
 */
async function noteUse(
  deps: OpenSecretDeps,
  { id, workspaceId, name, version }: SecretRow,
  action: 'secret.used' | 'access.denied',
  host: string,
): Promise<void> {
  const key = `${action}:${id}:${version}:${host}`;
  const nowMs = Date.now();
  if (nowMs - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return;
  if (noted.size >= NOTES_MAX) noted.clear();
  noted.set(key, nowMs);
  await withTransaction(deps.pool, (client) =>
    recordAudit(
      deps,
      client,
      { workspaceId, system: 'Fermata' },
      {
        action,
        target: { type: 'secret', id, name },
        details: { host, version },
      },
    ),
  ).catch((cause: unknown) => {
    noted.delete(key);
    throw cause;
  });
}
