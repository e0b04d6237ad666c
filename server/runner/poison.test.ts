import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '#core/json.ts';
import type { Capabilities } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';
import { createModelCapability } from '#server/capabilities/model/model-capability.ts';
import { environmentProviders } from '#server/capabilities/model/model-setup.ts';
import { type FakeOpenAi, startFakeOpenAi } from '#server/testing/fake-openai.ts';
import type { Runner } from './runner.ts';
import { chain as chainOf } from './testing/documents.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import { type Behaviours, testDefinitions, testExecutors } from './testing/test-nodes.ts';
import { startTestRunner } from './testing/test-runner.ts';

/** What a node, or the model that it asks, can do to the process that runs it, short of killing it. */

let runs: RunFixture;
let runner: Runner;
const behaviours: Behaviours = {};
let fake: FakeOpenAi;
/** How long the model may be silent; long, because the first call loads its library. */
const PATIENT_MS = 60_000;
/** Long enough for a request to arrive on a busy machine, and three of them are waited for. */
const IMPATIENT_MS = 500;
let idleTimeoutMs = PATIENT_MS;

beforeAll(async () => {
  runs = await RunFixture.create();
  fake = await startFakeOpenAi();
  runner = await startTestRunner(runs.database.url, behaviours, {
    definitions: { ...testDefinitions, agent: nodeDefinitions.agent },
    executors: { ...testExecutors(behaviours), agent: nodeExecutors.agent },
    capabilities: () => () => ({ model: modelOf(fake) }) as Capabilities,
  });
});
afterAll(async () => {
  await runner.stop();
  await fake.close();
  await runs.drop();
});
afterEach(() => {
  fake.requests.length = 0;
  idleTimeoutMs = PATIENT_MS;
  for (const id of Object.keys(behaviours)) delete behaviours[id];
});

const chain = chainOf('keyed');
const healthy = buildDocument(['start: start', 'well: keyed', 'done: end'], ['start -> well', 'well -> done']);

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

const HUGE = 'x'.repeat(51 * 1_048_576);
const circle: { self?: unknown } = {};
circle.self = circle;
const noText = (): never => {
  throw new Error('no text');
};

const THROWN: [name: string, thrown: () => unknown, code: string][] = [
  ['an error', () => new Error('broken'), 'INTERNAL'],
  ['a text', () => 'broken', 'INTERNAL'],
  ['nothing', () => undefined, 'INTERNAL'],
  ['a symbol', () => Symbol('broken'), 'INTERNAL'],
  ['an object without a prototype', () => Object.create(null), 'INTERNAL'],
  ['an object that has no text', () => ({ toString: noText }), 'INTERNAL'],
  ['an error without a message', () => Object.defineProperty(new Error(), 'message', { get: noText }), 'INTERNAL'],
  ['an error with 51 MB to say', () => new Error(HUGE), 'INTERNAL'],
  ['an error with NUL and half a character', () => new Error('a\0b\uD83D'), 'INTERNAL'],
  ['details 10,000 deep', () => new NodeFailure({ code: 'OWN', message: '', details: nested(10_000) }), 'OWN'],
  ['51 MB of details', () => new NodeFailure({ code: 'OWN', message: '', details: HUGE }), 'OWN'],
];

const PUT_OUT: [name: string, output: () => unknown, code: string][] = [
  ['51 MB', () => HUGE, 'OUTPUT_TOO_LARGE'],
  ['10,000 levels', () => nested(10_000), 'OUTPUT_INVALID'],
  ['a circle', () => circle, 'OUTPUT_INVALID'],
  ['what cannot be read', () => ({ toJSON: noText }), 'OUTPUT_INVALID'],
];

/** The run and its node failed with the code, what it says is short, and the process takes the next run. */
async function expectFailed(id: string, node: string, code: string): Promise<void> {
  const { error } = await runs.reaches(id, 'failed', 'succeeded');
  expect(error).toMatchObject({ code });
  expect(JSON.stringify(error).length).toBeLessThan(32_000);
  expect((await runs.story(id)).slice(-2)).toEqual([`node.failed ${node}`, `run.failed ${node}`]);
  await runs.reaches(await runs.start(healthy), 'succeeded');
}

describe('D-16: a node fails with a code and its process goes on', () => {
  test.each(THROWN)('when it throws %s', async (_name, thrown, code) => {
    behaviours.a = () => Promise.reject(thrown() as Error);
    await expectFailed(await runs.start(chain), 'a', code);
  });

  test.each(PUT_OUT)('when it puts out %s', async (_name, output, code) => {
    behaviours.a = async () => ({ kind: 'succeeded', output: output() as Json, port: null });
    await expectFailed(await runs.start(chain), 'a', code);
  });

  test('when the node after it would have to keep it in something deeper', async () => {
    behaviours.a = async () => nested(64);
    await expectFailed(await runs.start(chain), 'done', 'CONFIG_INVALID');
  });

  test('when a gate would show more than anybody reads', async () => {
    const config = { editable: { text: 'x'.repeat(1_200_000) } };
    const document = buildDocument(['start: start', ['gate: gate', { config }]], ['start -> gate']);
    await expectFailed(await runs.start(document), 'gate', 'OUTPUT_TOO_LARGE');
  });

  test('after it streamed what no database takes', async () => {
    behaviours.a = async ({ emitDelta }) => {
      emitDelta('a\0b\uD83D');
      await until(async () => (await streamed()).length > 0 || null, 'the text');
      throw new Error('broken');
    };
    const streamed = () => runs.query<{ text: string }>('SELECT text FROM run_delta WHERE run_id = $1', [id]);
    const id = await runs.start(chain);
    await expectFailed(id, 'a', 'INTERNAL');
    expect(await streamed()).toEqual([]);
  });
});

test('D-16: what JSON or the database cannot say is kept as near as they can, the same for the next node and after a crash', async () => {
  const odd = {
    'a\0': '\uD83D',
    big: 12n,
    none: undefined,
    call: noText,
    nan: Number.NaN,
    list: [undefined, Symbol('s')],
  };
  behaviours.a = async () => ({ kind: 'succeeded', output: odd as unknown as Json, port: null });
  const kept = { 'a\uFFFD': '\uFFFD', big: '12', nan: null, list: [null, null] };
  const id = await runs.start(chain);
  expect(await runs.reaches(id, 'succeeded', 'failed')).toMatchObject({ output: { value: kept } });
  expect((await runs.state(id, chain)).executions['a']).toMatchObject({ output: { value: kept } });
});

/** The real capability, asked for real answers though the runs of these tests count as simulated. */
function modelOf({ baseUrl }: FakeOpenAi): Capabilities['model'] {
  const env = { openai: { apiKey: 'k', baseUrl }, anthropic: { apiKey: null }, google: { apiKey: null } };
  const prices = new Map([['openai/fake-1', { input: 1_000_000, output: 1_000_000 }]]);
  const setup = { providers: environmentProviders(env), environmentDefault: null, chosenDefault: null, prices };
  return {
    generate: (request, options) => {
      const model = createModelCapability({ workspaceId: 'w', setup: async () => setup, idleTimeoutMs });
      return model.generate(request, { ...options, simulated: false });
    },
  };
}

/** An agent that is tried three times, soon. */
const agent = (config: JsonObject = {}) =>
  chainOf('agent', {
    config: { model: 'openai/fake-1', prompt: 'Say hello.', ...config },
    retry: { maxAttempts: 3, backoff: '20ms', factor: 1, maxBackoff: '20ms' },
  });

/** Why it was tried again, and how long after its event: less than was meant, as the clock goes on before that. */
async function retriesOf(id: string) {
  return (await runs.events(id)).flatMap((event) => {
    if (event.type !== 'node.retrying') return [];
    return [{ code: event.error.code, afterMs: Date.parse(event.dueAt) - Date.parse(event.at) }];
  });
}

/** Each answer of the fake model used 12 + 34 tokens, for a dollar each. */
async function expectCost(id: string, answers: number): Promise<void> {
  const cost = { input_tokens: 12 * answers, output_tokens: 34 * answers, cost_usd: 46 * answers };
  expect(await runs.row(id)).toMatchObject(cost);
}

test('D-23: a provider at its limit is asked again when it said, one that breaks off soon, and only the whole answer counts', async () => {
  fake.queue({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
  fake.queue({ kind: 'cut', text: 'Half of an ans' });
  const id = await runs.start(agent());
  const row = await runs.reaches(id, 'succeeded', 'failed');
  expect(row.output).toEqual({ value: { text: 'Hello from the model.' } });
  const [limited, broken] = await retriesOf(id);
  expect(limited).toMatchObject({ code: 'MODEL_RATE_LIMITED' });
  // Without what it said it would be 20 ms.
  expect(limited?.afterMs).toBeGreaterThan(200);
  expect(limited?.afterMs).toBeLessThanOrEqual(1_000);
  expect(broken).toMatchObject({ code: 'MODEL_STREAM_CUT' });
  expect(fake.requests).toHaveLength(3);
  const events = await runs.events(id);
  expect(events.filter(({ type }) => type === 'agent.step')).toHaveLength(1);
  expect(JSON.stringify(events)).not.toContain('Half of');
  expect(await runs.query('SELECT 1 FROM run_delta WHERE run_id = $1', [id])).toEqual([]);
  await expectCost(id, 1);
});

test.each([
  ['answers 500', { kind: 'status', status: 500 }, 'MODEL_UNAVAILABLE'],
  ['hangs', { kind: 'hang' }, 'MODEL_TIMEOUT'],
  ['falls silent', { kind: 'stall', text: 'Well,' }, 'MODEL_TIMEOUT'],
  ['sends something else', { kind: 'malformed' }, 'MODEL_BAD_RESPONSE'],
] as const)(
  'D-23: a provider that %s again and again is asked three times, and the node fails',
  async (_what, reply, code) => {
    if (code === 'MODEL_TIMEOUT') idleTimeoutMs = IMPATIENT_MS;
    fake.queue(reply, reply, reply);
    const id = await runs.start(agent());
    await expectFailed(id, 'a', code);
    expect((await retriesOf(id)).map((each) => each.code)).toEqual([code, code]);
    expect(fake.requests).toHaveLength(3);
    expect(await runs.query('SELECT 1 FROM run_delta WHERE run_id = $1', [id])).toEqual([]);
  },
);

test('D-23: data that does not fit is repaired once; then the node fails, is not tried again, and both answers are paid for', async () => {
  const output = { type: 'object', required: ['score'], properties: { score: { type: 'number' } } };
  fake.queue({ kind: 'text', text: '{"score": "hi' }, { kind: 'text', text: '{"score": {"a": [' });
  const id = await runs.start(agent({ output }));
  await expectFailed(id, 'a', 'OUTPUT_INVALID');
  expect(fake.requests).toHaveLength(2);
  await expectCost(id, 2);
});

test.each([
  { input: -5, output: 10 },
  { input: 12, output: 1e300 },
  { input: 0.5, output: 1 },
])('D-23: counts that cannot be, $input + $output tokens, are no counts', async (usage) => {
  fake.queue({ kind: 'text', text: 'Hello there', usage });
  const id = await runs.start(agent());
  const {
    input_tokens: input,
    output_tokens: output,
    cost_usd: cost,
  } = (await runs.reaches(id, 'succeeded', 'failed')) as unknown as Record<string, number>;
  // Estimated, and an estimate is no bill.
  expect(cost).toBeNull();
  for (const count of [input, output]) expect(Number.isInteger(count) && count! >= 0 && count! < 100).toBe(true);
});
