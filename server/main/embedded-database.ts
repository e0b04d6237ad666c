import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FermataError } from '#core/errors.ts';
import { type EmbeddedOptions, openEmbeddedPostgres, readOrCreateSecret } from '#server/db/embedded.ts';
import { closedParent, databaseUser, postgresBinaries, SYSTEM_DATA_DIR } from '#server/db/embedded-platform.ts';
import type { Settings } from '#server/env.ts';
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import { explain, say } from './say.ts';

export interface OwnDatabase {
  url: string;
  masterKey: string;
  stop(): Promise<void>;
}

const RESTART_ATTEMPTS = 5;

/**
 * Starts the embedded PostgreSQL for this supervisor alone, and starts it again if it goes away.
 * @param onGone called when it could not be started again.
 * @throws FermataError with a sentence: already running here, not possible on this platform, folder out of reach.
 */
export async function openOwnDatabase(settings: Settings, onGone: (cause: unknown) => void): Promise<OwnDatabase> {
  const options = await embeddedOptions(settings);
  const server = await openEmbeddedPostgres(options);
  let lock: InstanceLock | null = null;
  let stopping = false;

  const hold = async (url: string): Promise<void> => {
    lock = await takeInstanceLock(url, () => {
      if (!stopping) void restart().catch(onGone);
    });
    if (!lock) throw alreadyRunning(options.dataDir);
  };
  const restart = async (): Promise<void> => {
    say('The database stopped unexpectedly. Starting it again.');
    for (let attempt = 1; !stopping; attempt++) {
      try {
        // The same port, because web and runner know no other.
        const again = await openEmbeddedPostgres({ ...options, port: Number(new URL(server.url).port) });
        await hold(again.url);
        return say('The database runs again.');
      } catch (cause) {
        if (attempt === RESTART_ATTEMPTS) throw cause;
        await sleep(attempt * 500);
      }
    }
  };

  await hold(server.url);
  if (server.adopted) say('Database: taking over the one that an earlier start left running.');
  return {
    url: server.url,
    masterKey: settings.masterKey ?? (await readOrCreateSecret(join(options.dataDir, 'master.key'))),
    stop: async () => {
      stopping = true;
      await lock?.release();
      await server.stop().catch((cause: unknown) => say(`The database did not stop: ${explain(cause)}`));
    },
  };
}

function alreadyRunning(dataDir: string): FermataError {
  return new FermataError(
    'CONFLICT',
    `Fermata is already running on the data in ${dataDir}. Stop it first, or give this one its own folder with FERMATA_DATA_DIR.`,
  );
}

/** Where the embedded database lives and what it runs as. */
export async function embeddedOptions(settings: Settings): Promise<EmbeddedOptions> {
  const user = await databaseUser();
  const dataDir = await reachableDataDir(settings, user);
  await mkdir(dataDir, { recursive: true });
  // The folder is ours; what may not be read in it is 0600 or belongs to the database's user.
  if (user) await chmod(dataDir, 0o711);
  return { dataDir, user, binaries: await postgresBinaries(user) };
}

async function reachableDataDir(settings: Settings, user: EmbeddedOptions['user']): Promise<string> {
  const wanted = resolve(settings.dataDir);
  const closed = await closedParent(wanted, user);
  if (!closed) return wanted;
  const why = `PostgreSQL does not run as root, and its user "postgres" may not enter ${closed}`;
  if (settings.dataDirChosen) {
    throw new FermataError('UNAVAILABLE', `${why}. Choose another FERMATA_DATA_DIR, for example ${SYSTEM_DATA_DIR}.`);
  }
  say(`${why}: the data is kept in ${SYSTEM_DATA_DIR}.`);
  return SYSTEM_DATA_DIR;
}
