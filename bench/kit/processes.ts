import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_PER_SECOND = 100;

export interface ProcessUse {
  title: string;
  processes: number;
  /** Proportional set size: memory that processes share counts once, in parts. */
  pssMb: number;
  cpuPercent: number;
}

/**
 * Processes with this text in their environment, and those that they started: PostgreSQL's connections write their
 * titles over it. Linux only.
 */
export async function processesWith(environment: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).includes(environment) ? [pid] : [],
    ),
  );
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)));
  const own = new Set(found.flat());
  const belongs = (pid: number | undefined): boolean =>
    pid !== undefined && (own.has(pid) || belongs(parents.get(pid)));
  return pids.filter(belongs);
}

async function parentOf(pid: number): Promise<number | undefined> {
  const parent = Number((await statOf(pid))[1]);
  return parent > 1 ? parent : undefined;
}

/** Memory and processor time of processes over a while in which nothing is asked of them, by what they are. */
export async function useOf(pids: readonly number[], windowMs: number): Promise<ProcessUse[]> {
  const before = await Promise.all(pids.map(cpuSeconds));
  const began = performance.now();
  await sleep(windowMs);
  const seconds = (performance.now() - began) / 1_000;
  const byTitle = new Map<string, ProcessUse>();
  for (const [index, pid] of pids.entries()) {
    const title = await titleOf(pid);
    const use = byTitle.get(title) ?? { title, processes: 0, pssMb: 0, cpuPercent: 0 };
    byTitle.set(title, use);
    use.processes += 1;
    use.pssMb += await pssMb(pid);
    // One that ended in between shows what it had used before: nothing to add.
    use.cpuPercent += (Math.max(0, (await cpuSeconds(pid)) - (before[index] ?? 0)) / seconds) * 100;
  }
  return [...byTitle.values()].toSorted((a, b) => b.pssMb - a.pssMb);
}

async function pssMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1_024;
}

async function cpuSeconds(pid: number): Promise<number> {
  const fields = await statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** The fields behind the name of the program: state, parent and so on. */
async function statOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function titleOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (command.includes('server/main/supervisor')) return 'supervisor';
  if (command.includes('server/main/web') || command.startsWith('next-server')) return 'web';
  if (command.includes('runner')) return 'runner';
  return command.includes('postgres') ? 'postgres' : 'other';
}
