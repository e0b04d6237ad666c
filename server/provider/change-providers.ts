import { FermataError } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { defaultBaseUrl, type ProviderKind } from '#server/capabilities/model/provider.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { newId, notFound, requireId } from '#server/ids.ts';
import { checkedBaseUrl } from './check-base-url.ts';
import { dropKey, hostOf, keepKey } from './provider-key.ts';
import type { CreateProviderInput, UpdateProviderInput } from './provider.schema.ts';

/**
 * Sets up a provider. Its models can be called at once.
 * @throws FermataError CONFLICT when the name is taken; VALIDATION for an address that may not be reached.
 */
export async function createProvider(deps: Deps, actor: Actor, input: CreateProviderInput): Promise<{ id: string }> {
  requirePermission(actor, 'provider:manage');
  const { name, kind, key, models } = input;
  const baseUrl = await checkedBaseUrl(kind, input.baseUrl, deps.env.egressAllow);
  if (key === undefined && input.baseUrl === null) throw keyMissing(name);
  return withTransaction(deps.pool, async (client) => {
    const id = newId();
    const secretId = key === undefined ? null : await keepKey(client, deps.env, actor, { name, baseUrl }, key);
    const { rowCount } = await client.query(
      `INSERT INTO provider (id, workspace_id, name, kind, base_url, secret_id, models)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workspace_id, name) DO NOTHING`,
      [id, actor.workspaceId, name, kind, input.baseUrl, secretId, models],
    );
    if (rowCount === 0) {
      const message = `There is a provider "${name}" already. Choose another name.`;
      throw new FermataError('CONFLICT', message, { details: [{ path: ['name'], message }] });
    }
    await recordAudit(deps, client, actor, {
      action: 'provider.created',
      target: { type: 'provider', id, name },
      details: { kind, host: hostOf(baseUrl), key: key === undefined ? 'none' : 'set' },
    });
    return { id };
  });
}

function keyMissing(name: string): FermataError {
  const message = `${name} needs a key.`;
  return new FermataError('VALIDATION', message, { details: [{ path: ['key'], message }] });
}

interface LockedProvider {
  id: string;
  name: string;
  kind: ProviderKind;
  baseUrl: string | null;
  secretId: string | null;
  models: string[];
}

async function lockProvider(client: PoolClient, actor: Actor, id: string): Promise<LockedProvider> {
  const { rows } = await client.query<LockedProvider>(
    `SELECT id, name, kind, base_url AS "baseUrl", secret_id AS "secretId", models
     FROM provider WHERE id = $1 AND workspace_id = $2 FOR UPDATE`,
    [requireId(id, 'provider'), actor.workspaceId],
  );
  const [row] = rows;
  if (!row) throw notFound('provider');
  return row;
}

/**
 * Changes address, key or models. A key stays with its host: another host needs the key typed again, so that nobody can
 * send it to a server of theirs without knowing it.
 * @throws FermataError NOT_FOUND; VALIDATION for an address that may not be reached, or a key that would travel.
 */
export async function updateProvider(deps: Deps, actor: Actor, input: UpdateProviderInput): Promise<void> {
  requirePermission(actor, 'provider:manage');
  await withTransaction(deps.pool, async (client) => {
    const row = await lockProvider(client, actor, input.id);
    const given = input.baseUrl === undefined ? row.baseUrl : input.baseUrl;
    const baseUrl = await checkedBaseUrl(row.kind, given, deps.env.egressAllow);
    const models = input.models ?? row.models;
    const before = row.baseUrl ?? defaultBaseUrl(row.kind);
    const moved = before === null || hostOf(before) !== hostOf(baseUrl);
    if (moved && row.secretId !== null && input.key === undefined) throw keyWouldTravel(baseUrl);
    let { secretId } = row;
    if (input.key !== undefined && secretId !== null) {
      await client.query('UPDATE provider SET secret_id = NULL WHERE id = $1', [row.id]);
      await dropKey(client, actor.workspaceId, secretId);
      secretId = null;
    }
    if (input.key != null) secretId = await keepKey(client, deps.env, actor, { name: row.name, baseUrl }, input.key);
    if (secretId === null && given === null) throw keyMissing(row.name);
    await client.query(
      'UPDATE provider SET base_url = $2, secret_id = $3, models = $4, updated_at = now() WHERE id = $1',
      [row.id, given, secretId, models],
    );
    const details: JsonObject = {
      ...(given !== row.baseUrl && { host: hostOf(baseUrl) }),
      ...(input.key !== undefined && { key: input.key === null ? 'removed' : 'replaced' }),
      ...(input.models && { models }),
    };
    const target = { type: 'provider' as const, id: row.id, name: row.name };
    await recordAudit(deps, client, actor, { action: 'provider.changed', target, details });
  });
}

function keyWouldTravel(baseUrl: string): FermataError {
  const message = `The key was given for another host. Type it again to send it to ${hostOf(baseUrl)}.`;
  return new FermataError('VALIDATION', message, { details: [{ path: ['key'], message }] });
}

/** Takes a provider away, with its key. Agents that name its models fail until it is back. */
export async function deleteProvider(deps: Deps, actor: Actor, input: { id: string }): Promise<void> {
  requirePermission(actor, 'provider:manage');
  await withTransaction(deps.pool, async (client) => {
    const { id, name, secretId } = await lockProvider(client, actor, input.id);
    await client.query('DELETE FROM provider WHERE id = $1', [id]);
    if (secretId !== null) await dropKey(client, actor.workspaceId, secretId);
    await recordAudit(deps, client, actor, { action: 'provider.deleted', target: { type: 'provider', id, name } });
  });
}
