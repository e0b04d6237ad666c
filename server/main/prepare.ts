import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FermataError } from '#core/errors.ts';

/** The folder that holds package.json. Programs may be started from elsewhere. */
export const PROJECT_DIR = join(import.meta.dirname, '..', '..');

const PRISMA_SOURCES = ['prisma/schema.prisma', 'package-lock.json'];
const WEB_SOURCES = [
  'app',
  'components',
  'core',
  'nodes',
  'server',
  'prisma/schema.prisma',
  'next.config.mjs',
  'postcss.config.mjs',
  'proxy.ts',
  'package-lock.json',
];
/** Parts of the server folder that the web application is not made of. */
const NOT_IN_WEB = /\.test\.tsx?$|\/server\/(main|testing)\//;
/** Fermata calls nobody, and neither do its tools. */
export const NO_TELEMETRY = {
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  BETTER_AUTH_TELEMETRY: '0',
};

/** Makes the Prisma client when schema.prisma or the packages changed. */
export async function ensureGenerated(onWork: () => void = () => undefined): Promise<void> {
  const now = await fingerprint(PRISMA_SOURCES);
  await whenChanged('generated/.made-from', now, 'generated/prisma/client.ts', async () => {
    onWork();
    // Nothing is run from this path: it only keeps Prisma from downloading an engine that `generate` does not need.
    await tool('prisma/build/index.js', ['generate'], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  });
}

/** What the web application is made of, as one hash: all of it is read, which takes a moment. */
export function webSources(): Promise<string> {
  return fingerprint(WEB_SOURCES);
}

/**
 * Builds the web application when anything that goes into it changed.
 * @param sources as {@link webSources} gave it, where it was asked for before.
 */
export async function ensureBuilt(onWork: () => void = () => undefined, sources?: string): Promise<void> {
  await whenChanged('.next/made-from', sources ?? (await webSources()), '.next/BUILD_ID', async () => {
    onWork();
    await tool('next/dist/bin/next', ['build'], { NODE_ENV: 'production' });
  });
}

/** Content decides, not file times: a fresh checkout or a copied folder has new times and the same content. */
async function whenChanged(stamp: string, now: string, product: string, make: () => Promise<void>): Promise<void> {
  const stampPath = join(PROJECT_DIR, stamp);
  const made = await readFile(stampPath, 'utf8').catch(() => '');
  if (made === now && existsSync(join(PROJECT_DIR, product))) return;
  await make();
  await writeFile(stampPath, now);
}

async function fingerprint(sources: string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    for (const path of await filesIn(join(PROJECT_DIR, source))) {
      hash
        .update(relative(PROJECT_DIR, path))
        .update('\0')
        .update(await readFile(path))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !NOT_IN_WEB.test(file))
    .sort();
}

/** Runs a package's command; its output is shown only when it fails. */
async function tool(script: string, args: string[], env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [join(PROJECT_DIR, 'node_modules', script), ...args], {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...NO_TELEMETRY, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new FermataError('INTERNAL', `${script.split('/')[0]} ${args[0]} failed:\n${output.trim()}`);
}
