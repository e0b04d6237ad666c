import { spawnSync } from 'node:child_process';

/**
 * `npm run chaos`: the simulator and the real processes in full. Settings: FERMATA_CHAOS_GRAPHS (how many random
 * workflows), FERMATA_CHAOS_SECONDS (how long processes are killed), FERMATA_CHAOS_SEED.
 */
const env = { FERMATA_CHAOS_GRAPHS: '5000', FERMATA_CHAOS_SECONDS: '120', ...process.env };
const { status } = spawnSync('vitest', ['run', '--project', 'db', 'server/runner/simulator', 'server/runner/chaos'], {
  env,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
