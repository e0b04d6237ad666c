import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { sha256 } from '#server/ids.ts';
import { setupInput } from './account.schema.ts';
import { API_KEY_MIN_CHARS, ENV_KEY_NAME, KEY_SCOPES } from './api-keys.ts';
import { isSetupNeeded, setupOwner } from './setup-owner.ts';

const PREFIX_CHARS = 8;

/**
 * Setup without a browser: the owner of `FERMATA_OWNER_EMAIL` and `FERMATA_OWNER_PASSWORD` when there is none yet,
 * and the key of `FERMATA_API_KEY` for the owner; without that setting, a key that came from it ends. Safe to run in any number of processes at once, at every start.
 * @throws FermataError VALIDATION naming the variable.
 */
export async function ensureOwnerFromEnv(deps: Pick<Deps, 'env' | 'prisma' | 'log'>): Promise<void> {
  const { ownerEmail, ownerPassword, apiKey } = deps.env;
  if (ownerEmail && (await isSetupNeeded(deps))) {
    const parsed = setupInput.safeParse({ name: ownerEmail, email: ownerEmail, password: ownerPassword ?? '' });
    if (!parsed.success) {
      throw new FermataError(
        'VALIDATION',
        `The setting FERMATA_OWNER_PASSWORD cannot be used: ${parsed.error.issues[0]?.message ?? 'it is not valid.'}`,
      );
    }
    await setupOwner(deps, parsed.data).catch((error: unknown) => {
      // Another process was faster.
      if (!FermataError.is(error) || error.code !== 'CONFLICT') throw error;
    });
  }
  if (apiKey) await ensureKey(deps, apiKey);
  else await endEnvKeys(deps, null);
}

/** The key of the environment is the only one of its name: changing the setting ends the previous key. */
async function ensureKey(deps: Pick<Deps, 'prisma' | 'log'>, secret: string): Promise<void> {
  if (secret.length < API_KEY_MIN_CHARS) {
    throw new FermataError('VALIDATION', `The setting FERMATA_API_KEY needs at least ${API_KEY_MIN_CHARS} characters.`);
  }
  const instance = await deps.prisma.instance.findUnique({ where: { id: 1 } });
  if (!instance) {
    deps.log.warn('FERMATA_API_KEY waits for an owner: it works once setup is done and Fermata has started again.');
    return;
  }
  const { workspaceId, ownerId: userId } = instance;
  const hash = sha256(secret);
  const data = {
    workspaceId,
    userId,
    name: ENV_KEY_NAME,
    prefix: secret.slice(0, PREFIX_CHARS),
    scopes: [...KEY_SCOPES],
  };
  await deps.prisma.apiKey.createMany({ data: { ...data, hash }, skipDuplicates: true });
  await deps.prisma.apiKey.updateMany({ where: { hash }, data: { ...data, revokedAt: null } });
  await endEnvKeys(deps, hash);
}

async function endEnvKeys(deps: Pick<Deps, 'prisma'>, exceptHash: string | null): Promise<void> {
  await deps.prisma.apiKey.updateMany({
    where: { name: ENV_KEY_NAME, revokedAt: null, ...(exceptHash === null ? {} : { hash: { not: exceptHash } }) },
    data: { revokedAt: new Date() },
  });
}
