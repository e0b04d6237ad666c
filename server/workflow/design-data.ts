import type { z } from 'zod';
import { listMembers } from '#server/account/members.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { listModels, resolveDefaultModel, SIMULATED_DEFAULT } from '#server/capabilities/model/catalogue.ts';
import { readModelSetup } from '#server/capabilities/model/model-setup.ts';
import type { Deps } from '#server/deps.ts';
import { templates } from './templates/templates.ts';
import type { modelsOutput, peopleOutput, templateOutput } from './workflow.schema.ts';

/** The gallery. */
export function listTemplates(actor: Actor): z.infer<typeof templateOutput>[] {
  requirePermission(actor, 'workflow:view');
  return templates().map(({ id, sentence, document }) => ({
    id,
    title: document.metadata.title ?? document.metadata.name,
    sentence,
    document,
  }));
}

/** The models that agents may name, and what `default` stands for. */
export async function listWorkspaceModels(deps: Deps, actor: Actor): Promise<z.infer<typeof modelsOutput>> {
  requirePermission(actor, 'workflow:view');
  const { workspaceId } = actor;
  const setup = await readModelSetup(deps, workspaceId);
  const [models, meant] = await Promise.all([
    listModels(setup, workspaceId),
    // A server that cannot be asked right now must not keep the editor from opening.
    resolveDefaultModel(setup, workspaceId).catch(() => SIMULATED_DEFAULT),
  ]);
  return { default: meant, models };
}

/** Whom a gate may name. */
export async function listPeople(deps: Deps, actor: Actor): Promise<z.infer<typeof peopleOutput>> {
  requirePermission(actor, 'workflow:view');
  const members = await listMembers(deps, actor);
  const active = members.filter((member) => member.deactivatedAt === null);
  return active.map(({ userId, name, email, role, approver }) => ({ id: userId, name, email, role, approver }));
}
