import fc from 'fast-check';
import { validateInput } from '#core/graph/json-schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { RunEventBody } from '#core/run/events.ts';
import { carryOver } from '#core/run/redrive.ts';
import type { RunState } from '#core/run/state.ts';
import { type Drive, type Script, drive } from '#core/run/testing/drive.ts';
import { type RandomGraph, randomGraph } from '#core/run/testing/random-graph.ts';
import { randomBehaviour, randomOrder } from '#core/run/testing/random-run.ts';
import { createModelCapability } from '#server/capabilities/model/model-capability.ts';
import { runInMemory } from '#server/testing/run-in-memory.ts';
import { templates } from '#server/workflow/templates/templates.ts';
import { lostExecutions } from '../../opening-cause.ts';
import { type Given, type History, playHistory } from './history.ts';
import { TOLD_RUNS } from './told-runs.ts';

const SEED = 20_261_121;
const RANDOM_RUNS = 36;
/** Long enough to say something, short enough for the folder. */
const MIN_EVENTS = 18;
const MAX_CHARS = 6_500;
const START = Date.parse('2026-01-01T00:00:00.000Z');

/** The histories of random graphs, of the templates, and of runs told by hand, as the engine of today writes them. */
export async function recordHistories(): Promise<History[]> {
  const told = TOLD_RUNS.map(({ bodies, room, ...about }) =>
    playHistory(
      about,
      timed(
        bodies,
        bodies.map(() => room),
      ),
    ),
  );
  // Simulated models take their time, so all of them at once.
  const ofTemplates = await Promise.all(templates().map(({ id, document }) => templateRun(id, document)));
  return [...randomRuns(), ...told, ...ofTemplates];
}

function timed(bodies: readonly RunEventBody[][], rooms: readonly (number | undefined)[] = []): Given[] {
  return bodies.map((each, index) => ({
    bodies: each,
    room: Number.isFinite(rooms[index]) ? (rooms[index] ?? null) : null,
    at: new Date(START + index * 1_000).toISOString(),
  }));
}

type Interrupt = NonNullable<Script['interrupt']>;

/** What happens to a run from outside, each kind to every sixth. */
const INTERRUPTS: { name: string; interrupt?: Interrupt; capacity?: number }[] = [
  { name: 'undisturbed' },
  { name: 'with room for two', capacity: 2 },
  { name: 'cancelled', interrupt: onceAt(6, () => [{ type: 'run.cancelled', by: null, reason: 'enough' }]) },
  { name: 'taken over', interrupt: onceAt(4, takeOver), capacity: 3 },
  { name: 'parked', interrupt: parkWhenIdle },
  { name: 'run again' },
];

function onceAt(when: number, bodies: (state: RunState) => RunEventBody[]): Interrupt {
  return (state, step) => (step === when ? bodies(state) : null);
}

function takeOver(state: RunState): RunEventBody[] {
  return [
    { type: 'run.recovered', by: 'runner-2' },
    ...lostExecutions(state).map(
      ({ key, attempt }): RunEventBody => ({ type: 'node.resumed', key, attempt, reason: 'lost' }),
    ),
  ];
}

function parkWhenIdle(state: RunState): RunEventBody[] | null {
  if (state.status === 'waiting') return [{ type: 'run.resumed' }];
  return state.running === 0 && state.waiting > 0 && state.agenda.queued.length === 0 && state.seq % 3 === 0
    ? [{ type: 'run.waiting' }]
    : null;
}

function randomRuns(): History[] {
  const graphs = fc.sample(randomGraph(8), { seed: SEED, numRuns: 40 * RANDOM_RUNS });
  const histories: History[] = [];
  for (const [seed, random] of graphs.entries()) {
    const kind = INTERRUPTS[histories.length % INTERRUPTS.length];
    if (histories.length === RANDOM_RUNS || !kind) break;
    const run = kind.name === 'run again' ? runAgain(random, seed) : driven(random, seed, kind);
    if (!run || run.events.length < MIN_EVENTS) continue;
    const about = { name: `random ${seed}: ${kind.name}`, vocabulary: 'test', document: random.document } as const;
    const history = playHistory(
      about,
      timed(
        run.given.map(({ bodies }) => bodies),
        run.given.map(({ room }) => room),
      ),
    );
    const text = JSON.stringify(history);
    if (text.length > MAX_CHARS || (kind.interrupt && !INTERRUPTED.test(text))) continue;
    histories.push(history);
  }
  return histories;
}

const INTERRUPTED = /"type":"run\.(cancelled|recovered|waiting)"/;

function driven({ graph }: RandomGraph, seed: number, rest: Partial<Script> = {}): Drive {
  return drive({ graph, behave: randomBehaviour(graph, seed), choose: randomOrder(seed), maxSteps: 1_000, ...rest });
}

/** A run that goes on from one that failed; null when it did not. */
function runAgain(random: RandomGraph, seed: number): Drive | null {
  const before = driven(random, seed);
  if (before.state.status !== 'failed') return null;
  return driven(random, seed + 1, { carried: carryOver(random.graph, before.events, null) });
}

/** A template with its defaults, simulated models and everything approved as it is. */
async function templateRun(id: string, document: WorkflowDocument): Promise<History> {
  const input = validateInput(document.spec.input ?? {}, {});
  if (!input.ok) throw new Error(`The defaults of ${id} do not fit`);
  const setup = { providers: [], environmentDefault: null, chosenDefault: null, prices: new Map() };
  const given: RunEventBody[][] = [];
  await runInMemory({
    document,
    input: input.value,
    simulated: true,
    capabilities: {
      model: createModelCapability({ workspaceId: 'workspace', setup: async () => setup }),
      http: { fetch: () => Promise.reject(new Error('Nothing leaves the machine')) },
    },
    decide: ({ editable }) => ({ decision: 'approved', comment: '', values: editable }),
    observe: (bodies) => given.push(bodies),
  });
  return playHistory({ name: `template ${id}`, vocabulary: 'nodes', document }, timed(given));
}
