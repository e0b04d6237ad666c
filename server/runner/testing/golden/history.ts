import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { advance } from '#core/run/advance.ts';
import type { RunEvent, RunEventBody } from '#core/run/events.ts';
import { compileGraph } from '#core/run/graph.ts';
import { applyEvent, initialState } from '#core/run/reduce.ts';
import { inPlace } from '#core/run/testing/drive.ts';
import { testRegistry } from '#core/run/testing/registry.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { hashJson } from '#server/ids.ts';

/** A run as the engine of some day wrote it, unit by unit. */
export interface History {
  name: string;
  /** Whose node types the document names: those of the scheduler's tests, or the product's. */
  vocabulary: 'test' | 'nodes';
  document: WorkflowDocument;
  units: HistoryUnit[];
}

interface HistoryUnit {
  /** What happened: the bodies that the unit was made of, or of how many of its first events these are the bodies. */
  given: RunEventBody[] | number;
  /** How many executors it could start; null: any number. */
  room: number | null;
  /** As they stand in the journal. */
  events: RunEvent[];
  /** Hash of what the unit told the runner to do: executors to begin and to abort, the end, parking. */
  commands: string;
  /** Hash of the fold after it. */
  state: string;
}

/** What a unit is made of. `at`: when, ISO. */
export interface Given {
  bodies: RunEventBody[];
  room: number | null;
  at: string;
}

const VOCABULARIES: Record<History['vocabulary'], NodeRegistry> = { test: testRegistry, nodes: nodeDefinitions };
const HASH_CHARS = 16;

/** Plays what was given by the engine of today. */
export function playHistory({ name, vocabulary, document }: Omit<History, 'units'>, given: readonly Given[]): History {
  const graph = compileGraph(document, VOCABULARIES[vocabulary]);
  const [advanced, folded] = [initialState(), initialState()];
  const units = given.map(({ bodies, room, at }): HistoryUnit => {
    const { events, ...commands } = advance(graph, advanced, structuredClone(bodies), {
      runId: 'run',
      firstRunId: 'run',
      at: () => at,
      resolve: inPlace,
      store: (value) => ({ value }),
      capacity: room ?? Number.POSITIVE_INFINITY,
    });
    // Read back as from the journal, so that the fold has nothing but what is written.
    const written = JSON.parse(JSON.stringify(events)) as RunEvent[];
    for (const event of written) applyEvent(graph, folded, event);
    return { given: shortened(bodies, written), room, events: written, commands: hash(commands), state: hash(folded) };
  });
  return { name, vocabulary, document, units };
}

/** What a history was made of. */
export function givenOf({ units }: History): Given[] {
  return units.map(({ given, room, events }) => ({
    bodies: typeof given === 'number' ? events.slice(0, given).map(bodyOf) : given,
    room,
    at: events[0]?.at ?? '',
  }));
}

function shortened(bodies: readonly RunEventBody[], events: readonly RunEvent[]): HistoryUnit['given'] {
  const first = events.slice(0, bodies.length).map(bodyOf);
  return hash(first) === hash(bodies) ? bodies.length : (JSON.parse(JSON.stringify(bodies)) as RunEventBody[]);
}

function bodyOf({ seq: _seq, at: _at, v: _v, ...body }: RunEvent): RunEventBody {
  return body;
}

function hash(value: unknown): string {
  return hashJson(JSON.parse(JSON.stringify(value)) as Json).slice(0, HASH_CHARS);
}
