import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '#core/json.ts';
import type { Capabilities } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { createLog } from '#server/log.ts';
import { type Runner, startRunner } from './runner.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import { type Behaviours, testDefinitions, testExecutors } from './testing/test-nodes.ts';

/** What a node can do to the process that runs it, short of killing it. */

let runs: RunFixture;
let runner: Runner;
const behaviours: Behaviours = {};

beforeAll(async () => {
  runs = await RunFixture.create();
  runner = await startRunner({
    url: runs.database.url,
    definitions: testDefinitions,
    executors: testExecutors(behaviours),
    capabilities: () => () => ({}) as Capabilities,
    log: createLog('silent', 'test'),
  });
});
afterAll(async () => {
  await runner.stop();
  await runs.drop();
});
afterEach(() => {
  for (const id of Object.keys(behaviours)) delete behaviours[id];
});

const chain = buildDocument(
  ['start: start', 'a: keyed', ['done: end', { config: { value: '{{ nodes.a.output }}' } }]],
  ['start -> a', 'a -> done'],
);
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
