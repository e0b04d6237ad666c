import { execFile } from 'node:child_process';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_DIR } from '#server/main/prepare.ts';
import type { Suite } from '../kit/figure.ts';

const MB = 1_048_576;

/** What an installation takes on disk. */
export const install: Suite = {
  name: 'install',
  run: async () => {
    const packed = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], {
      cwd: PROJECT_DIR,
      maxBuffer: 64 * MB,
    });
    const [archive] = JSON.parse(packed.stdout) as { size: number }[];
    const modules = join(PROJECT_DIR, 'node_modules');
    return [
      { name: 'node_modules, tools for tests included', value: (await bytesIn(modules)) / MB, unit: 'MB', goal: null },
      { name: 'the product itself, packed', value: (archive?.size ?? 0) / MB, unit: 'MB', goal: null },
    ];
  },
};

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    else bytes += (await lstat(path)).size;
  }
  return bytes;
}
