import { FermataError } from '#core/errors.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { findProvider } from '#server/capabilities/model/catalogue.ts';
import { readModelSetup, UNCHOSEN_DEFAULT } from '#server/capabilities/model/model-setup.ts';
import { parseModelId } from '#server/capabilities/model/provider.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import type { SetPriceInput } from './provider.schema.ts';

/** @throws FermataError VALIDATION when nobody set up the provider that the model names */
async function requireProvider(deps: Deps, actor: Actor, model: string): Promise<void> {
  const name = parseModelId(model)?.provider ?? '';
  if (findProvider(await readModelSetup(deps, actor.workspaceId), name)) return;
  const message = `There is no provider "${name}". Add it first, or name a model of another one.`;
  throw new FermataError('VALIDATION', message, { details: [{ path: ['model'], message }] });
}

/**
 * Chooses what `default` means for every agent that names no model; null leaves it to the first provider.
 * @throws FermataError VALIDATION when the model's provider is not set up.
 */
export async function setDefaultModel(deps: Deps, actor: Actor, input: { model: string | null }): Promise<void> {
  requirePermission(actor, 'workspace:manage');
  if (input.model !== null) await requireProvider(deps, actor, input.model);
  await withTransaction(deps.pool, async (client) => {
    const { workspaceId } = actor;
    const model = input.model ?? UNCHOSEN_DEFAULT;
    const { rows } = await client.query<{ name: string }>(
      'UPDATE workspace SET default_model = $2 WHERE id = $1 AND default_model <> $2 RETURNING name',
      [workspaceId, model],
    );
    if (!rows[0]) return;
    await recordAudit(deps, client, actor, {
      action: 'workspace.changed',
      target: { type: 'workspace', id: workspaceId, name: rows[0].name },
      details: { defaultModel: input.model },
    });
  });
}

/**
 * Says what a model costs from now on; it goes before the built-in price.
 * @throws FermataError VALIDATION when the model's provider is not set up.
 */
export async function setPrice(deps: Deps, actor: Actor, input: SetPriceInput): Promise<void> {
  requirePermission(actor, 'provider:manage');
  const { model, inputUsd, outputUsd } = input;
  await requireProvider(deps, actor, model);
  await withTransaction(deps.pool, async (client) => {
    await client.query(
      `INSERT INTO model_price (workspace_id, model, input_usd, output_usd, updated_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (workspace_id, model) DO UPDATE
       SET input_usd = $3, output_usd = $4, updated_by = $5, updated_at = now()`,
      [actor.workspaceId, model, inputUsd, outputUsd, actor.user.id],
    );
    await recordAudit(deps, client, actor, {
      action: 'price.changed',
      target: { type: 'model', id: model, name: model },
      details: { inputUsd, outputUsd },
    });
  });
}

/** Goes back to the built-in price, or to none. */
export async function resetPrice(deps: Deps, actor: Actor, input: { model: string }): Promise<void> {
  requirePermission(actor, 'provider:manage');
  const { model } = input;
  await withTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query('DELETE FROM model_price WHERE workspace_id = $1 AND model = $2', [
      actor.workspaceId,
      model,
    ]);
    if (rowCount === 0) return;
    await recordAudit(deps, client, actor, {
      action: 'price.changed',
      target: { type: 'model', id: model, name: model },
      details: { reset: true },
    });
  });
}
