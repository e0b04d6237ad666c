import { createServer } from 'node:http';
import { cpus } from 'node:os';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt, ensureGenerated } from '#server/main/prepare.ts';
import { type Product, launchProduct } from '#e2e/fixtures/product.ts';
import { Api, workflowOf } from '../kit/api.ts';
import type { Figure, Suite } from '../kit/figure.ts';
import { processesWith, useOf } from '../kit/processes.ts';
import { percentile, repeat } from '../kit/statistics.ts';

const KEY = `fmt_${'be4c'.repeat(10)}`;
const ENV = {
  FERMATA_OWNER_EMAIL: 'bench@example.org',
  FERMATA_OWNER_PASSWORD: 'bench and nothing else',
  FERMATA_API_KEY: KEY,
  FERMATA_EGRESS_ALLOW: '127.0.0.1',
};
const CALL_MS = 200;
/** Connections that the start needed are closed by then. */
const SETTLE_MS = 45_000;

/** The built product as `npm start` runs it, asked over HTTP by a program beside it on the same machine. */
export const product: Suite = {
  name: 'product',
  run: async (quick) => {
    await ensureGenerated();
    await ensureBuilt(() => process.stderr.write('Building the web application first.\n'));
    const first = await timeStart();
    const { dataDir } = first.product;
    first.product.kill('SIGINT');
    await first.product.exited;
    const second = await timeStart(dataDir);
    const running = second.product;
    try {
      return [
        { name: 'npm start (built) to healthy', value: second.seconds, unit: 's', goal: { atMost: 5 } },
        {
          name: 'npm start (built) to healthy, making the database',
          value: first.seconds,
          unit: 's',
          goal: { atMost: 5 },
        },
        ...(await idle(running, quick)),
        ...(await calls(running, quick)),
      ];
    } finally {
      await running.dispose();
    }
  },
};

/** From the command to the sentence that comes when web and runner work. */
async function timeStart(dataDir?: string): Promise<{ product: Product; seconds: number }> {
  const began = performance.now();
  const started = await launchProduct({ env: ENV, ...(dataDir === undefined ? {} : { dataDir }) });
  await started.untilOutput('Fermata is ready:');
  return { product: started, seconds: (performance.now() - began) / 1_000 };
}

/** Nobody logged in, no page open, nothing to run. */
async function idle(running: Product, quick: boolean): Promise<Figure[]> {
  await sleep(quick ? 5_000 : SETTLE_MS);
  const uses = await useOf(await processesWith(`FERMATA_DATA_DIR=${running.dataDir}`), quick ? 5_000 : 60_000);
  const total = (pick: (use: (typeof uses)[number]) => number): number => uses.reduce((sum, use) => sum + pick(use), 0);
  const part = (pick: (use: (typeof uses)[number]) => string): string =>
    uses.map((use) => `${use.title} ${pick(use)}`).join(', ');
  return [
    {
      name: 'idle memory (PSS) of all processes',
      value: total((use) => use.pssMb),
      unit: 'MB',
      goal: { atMost: 400 },
      note: part((use) => use.pssMb.toFixed(0)),
    },
    {
      name: 'idle processor time of all processes, of one core',
      value: total((use) => use.cpuPercent),
      unit: '%',
      goal: { atMost: 3 },
      note: part((use) => use.cpuPercent.toFixed(1)),
    },
  ];
}

async function calls(running: Product, quick: boolean): Promise<Figure[]> {
  const api = new Api(running.url, KEY);
  const slow = createServer((_request, response) => void setTimeout(() => response.end('{}'), CALL_MS));
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
  try {
    await api.publish(workflowOf('bench_set', 'chain', 10, 'set', { values: { n: 1 } }));
    await api.publish(workflowOf('bench_branches', 'parallel', 10, 'http', { url }));
    await api.publish(workflowOf('bench_stream', 'chain', 5, 'http', { url }));
    return [...(await setRuns(api, running, quick)), await branches(api, quick), await streaming(api, quick)];
  } finally {
    slow.close();
  }
}

async function setRuns(api: Api, running: Product, quick: boolean): Promise<Figure[]> {
  const timeOne = async (): Promise<number> => {
    const began = performance.now();
    await api.runToEnd('bench_set');
    return performance.now() - began;
  };
  await repeat(quick ? 5 : 50, timeOne);
  const alone = await repeat(quick ? 20 : 200, timeOne);
  const clients = 20;
  const perClient = quick ? 5 : 100;
  // Warm: as a program that has been calling for a while.
  await Promise.all(Array.from({ length: clients }, () => repeat(quick ? 2 : 10, timeOne)));
  const pids = await processesWith(`FERMATA_DATA_DIR=${running.dataDir}`);
  const began = performance.now();
  const load = Promise.all(Array.from({ length: clients }, () => repeat(perClient, timeOne)));
  const uses = await useOf(pids, quick ? 500 : 5_000);
  await load;
  const seconds = (performance.now() - began) / 1_000;
  return [
    {
      name: 'a run of 10 set nodes over the API, one client, p50',
      value: percentile(alone, 0.5),
      unit: 'ms',
      goal: { atMost: 30 },
      note: `p95 ${percentile(alone, 0.95).toFixed(1)} ms`,
    },
    {
      name: `the same, ${clients} clients`,
      value: (clients * perClient) / seconds,
      unit: 'runs/s',
      goal: { atLeast: 330 },
      note: `${cpus().length} cores, of one: ${uses.map((use) => `${use.title} ${use.cpuPercent.toFixed(0)} %`).join(', ')}`,
    },
  ];
}

/** From the first event of the run to its last. */
async function branches(api: Api, quick: boolean): Promise<Figure> {
  const times = await repeat(quick ? 3 : 10, async () => {
    const events = await api.events(await api.runToEnd('bench_branches'));
    const at = (type: string): number => Date.parse(events.find((event) => event.type === type)?.at ?? '');
    return at('run.succeeded') - at('run.started');
  });
  return {
    name: `10 parallel branches of a ${CALL_MS} ms http call, p50`,
    value: percentile(times, 0.5),
    unit: 'ms',
    goal: { atMost: 260 },
  };
}

/** From an event's own time to its arrival at a client that streams the run over HTTP. */
async function streaming(api: Api, quick: boolean): Promise<Figure> {
  const delays: number[] = [];
  for (let round = 0; round < (quick ? 2 : 10); round++) {
    const since = Date.now();
    const id = await api.start('bench_stream');
    for await (const { at } of api.stream(id)) {
      // What happened before the client listened is not late.
      if (Date.parse(at) - since > CALL_MS / 2) delays.push(Date.now() - Date.parse(at));
    }
  }
  return {
    name: 'event to a client that streams over HTTP, commit included, p95',
    value: percentile(delays, 0.95),
    unit: 'ms',
    goal: { atMost: 50 },
    note: `p50 ${percentile(delays, 0.5)} ms`,
  };
}
