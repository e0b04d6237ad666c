import type { Json } from '#core/json.ts';
import type { EventOf, RunEventBody } from '#core/run/events.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import type { History } from './history.ts';

/** What chance does not bring: a run told body by body, for the events of people, models and timers. */
interface ToldRun extends Pick<History, 'name' | 'vocabulary' | 'document'> {
  bodies: RunEventBody[][];
  /** How many executors may be started at each unit. Absent: any number. */
  room?: number;
}

const ADA = { id: 'u1', name: 'Ada', email: 'ada@example.com' };
const BEN = { id: 'u2', name: 'Ben', email: 'ben@example.com' };
const DUE = '2026-01-02T00:00:00.000Z';
const USAGE = { inputTokens: 12, outputTokens: 34, costUsd: 0.25 };

function created(input: Json = null, rest: Partial<EventOf<'run.created'>> = {}): RunEventBody[][] {
  const limits = { maxNodeRuns: 100, timeoutMs: 60_000, tokens: 1_000, costUsd: 1 };
  const trigger = { kind: 'api', by: { id: 'key', name: 'CI' } } as const;
  const about = { workflow: 'told', version: 3, graphHash: 'hash', trigger, simulated: false, limits };
  return [[{ type: 'run.created', input: { value: input }, ...about, ...rest }], [{ type: 'run.started' }]];
}

const succeeded = (key: string, output: Json = key, port: string | null = 'out', attempt = 1): RunEventBody => ({
  type: 'node.succeeded',
  key,
  attempt,
  output: { value: output },
  port,
});
const requested = (key: string, approvalId: string, due = true): RunEventBody[] => [
  { type: 'approval.requested', key, approvalId, message: 'May it?', payloadHash: 'h', ...(due && { dueAt: DUE }) },
  { type: 'node.waiting', key, attempt: 1, reason: 'approval', approvalId, ...(due && { dueAt: DUE }) },
];
const voted = (n: number, by: typeof ADA, approvedBy: (typeof ADA)[], edited = false): RunEventBody => ({
  ...{ type: 'approval.voted', key: 'gate', approvalId: 'g1', n, by, comment: '', edited, approvedBy, required: 2 },
});
const decided = (key: string, approvalId: string, decision: 'approved' | 'rejected'): RunEventBody[] => [
  { type: 'approval.decided', key, approvalId, decision, by: [ADA, BEN], comment: 'fine', edited: true },
  succeeded(key, { comment: 'fine', values: { amount: 5 } }, decision),
];
const step = (n: number, phase: 'answer' | 'repair'): RunEventBody => ({
  ...{ type: 'agent.step', key: 'a', attempt: 1, n, phase, kind: 'model', model: 'openai/gpt', usage: USAGE },
  ...{ request: { value: 'question' }, response: { value: { text: 'answer' } }, durationMs: 7, finishReason: 'stop' },
});
const error = { code: 'BUSY', message: 'Busy', retryable: true, retryAfterMs: 1_000, details: { status: 429 } };
const FINAL = { ...error, retryable: false };

const gate = buildDocument(
  ['start: start', 'gate: gate', ['yes: end', { config: { value: '{{ nodes.gate.output.values }}' } }], 'no: end'],
  ['start -> gate', 'gate.approved -> yes', 'gate.rejected -> no', 'gate.expired -> no'],
);
const chain = buildDocument(
  [
    'start: start',
    ['a: task', { retry: { maxAttempts: 3, backoff: '1s', factor: 2, maxBackoff: '1m' } }],
    'b: task',
    'done: end',
  ],
  ['start -> a', 'a -> b', 'b -> done'],
);
const wide = buildDocument(
  ['start: start', ...['a', 'b', 'c', 'd', 'e'].map((id) => `${id}: task`)],
  ['start -> a', 'start -> b', 'start -> c', 'a -> d', 'b -> e'],
);
const mapped = (onItemError: string) =>
  buildDocument(
    [
      'start: start',
      ['map: map', { config: { items: '{{ input }}', concurrency: 2, onItemError } }],
      ['item: task', { parent: 'map', config: { value: '{{ item }}' } }],
      ['done: end', { config: { value: '{{ nodes.map.output }}' } }],
    ],
    ['start -> map', 'map -> done'],
  );
const race = buildDocument(
  [
    'start: start',
    'gate: gate',
    't: timer',
    ['any: join', { config: { mode: 'any', cancelOthers: true } }],
    'done: end',
  ],
  ['start -> gate', 'start -> t', 'gate.approved -> any', 't -> any', 'any -> done'],
);

export const TOLD_RUNS: ToldRun[] = [
  {
    ...{ name: 'told: two people vote, the second edit discards a vote', vocabulary: 'test', document: gate },
    bodies: [
      ...created({ amount: 5 }),
      [succeeded('start')],
      requested('gate', 'g1'),
      [{ type: 'run.waiting' }],
      [{ type: 'run.resumed' }],
      [voted(1, ADA, [ADA])],
      [voted(2, BEN, [BEN], true)],
      decided('gate', 'g1', 'approved'),
      [succeeded('yes', { amount: 5 }, null)],
    ],
  },
  {
    ...{ name: 'told: a gate expires', vocabulary: 'test', document: gate },
    bodies: [
      ...created(),
      [succeeded('start')],
      requested('gate', 'g1'),
      [
        { type: 'timer.fired', key: 'gate', attempt: 1 },
        { type: 'approval.expired', key: 'gate', approvalId: 'g1' },
        succeeded('gate', null, 'expired'),
      ],
      [succeeded('no', null, null)],
    ],
  },
  {
    ...{ name: 'told: a decision is early and kept, late ones are not folded', vocabulary: 'test', document: gate },
    bodies: [
      ...created(),
      [{ type: 'signal.kept', key: 'decision:g1', payload: { decision: 'rejected', key: 'gate' } }],
      [succeeded('start')],
      requested('gate', 'g1', false),
      decided('gate', 'g1', 'rejected'),
      decided('gate', 'g1', 'approved'),
      [succeeded('no', null, null)],
      [{ type: 'run.cancelled', by: ADA, reason: 'too late' }],
    ],
  },
  {
    ...{ name: 'told: a timer wins the race and the gate is withdrawn', vocabulary: 'test', document: race },
    bodies: [
      ...created(),
      [succeeded('start')],
      requested('gate', 'g1', false),
      [{ type: 'node.waiting', key: 't', attempt: 1, reason: 'timer', dueAt: DUE }],
      [{ type: 'timer.fired', key: 't', attempt: 1 }, succeeded('t', null)],
      decided('gate', 'g1', 'approved'),
      [succeeded('any')],
      [succeeded('done', null, null)],
    ],
  },
  {
    ...{ name: 'told: model steps, a retry, a takeover and what it cost', vocabulary: 'test', document: chain },
    bodies: [
      ...created(),
      [succeeded('start')],
      [step(1, 'answer')],
      [{ type: 'node.retrying', key: 'a', attempt: 2, error, dueAt: DUE }],
      [
        { type: 'timer.fired', key: 'a', attempt: 2 },
        { type: 'node.resumed', key: 'a', attempt: 2, reason: 'retry' },
      ],
      [
        { type: 'run.recovered', by: 'runner-2' },
        { type: 'node.resumed', key: 'a', attempt: 2, reason: 'lost' },
      ],
      [{ ...step(2, 'repair'), attempt: 2 } as RunEventBody],
      [{ ...succeeded('a', 'x', 'out', 2), usage: USAGE } as RunEventBody],
      [
        {
          type: 'node.failed',
          key: 'b',
          attempt: 1,
          error: FINAL,
          handled: false,
          usage: USAGE,
        },
      ],
    ],
  },
  ...(['happened', 'retry', 'fail'] as const).map(
    (how): ToldRun => ({
      ...{ name: `told: nobody knows whether it was done, a person says ${how}`, vocabulary: 'test', document: chain },
      bodies: [
        ...created(),
        [succeeded('start')],
        [
          { type: 'run.recovered', by: 'runner-2' },
          { type: 'node.waiting', key: 'a', attempt: 1, reason: 'outcome_unknown' },
        ],
        [
          { type: 'node.resolved', key: 'a', by: ADA, how, reason: 'I looked' },
          ...{
            happened: [succeeded('a', 'it did')],
            retry: [{ type: 'node.resumed', key: 'a', attempt: 2, reason: 'resolved' } as const],
            fail: [
              {
                type: 'node.failed',
                key: 'a',
                attempt: 1,
                error: FINAL,
                handled: false,
              } as const,
            ],
          }[how],
        ],
        [succeeded('a', 'again', 'out', 2)],
        [succeeded('b')],
        [succeeded('done', null, null)],
      ],
    }),
  ),
  {
    ...{ name: 'told: the time limit ends it while it waits', vocabulary: 'test', document: gate },
    bodies: [
      ...created(),
      [succeeded('start')],
      requested('gate', 'g1', false),
      [{ type: 'run.waiting' }],
      [
        { type: 'run.resumed' },
        { type: 'run.failed', error: { code: 'RUN_TIMEOUT', message: 'Too long', retryable: false } },
      ],
    ],
  },
  {
    ...{ name: 'told: there is little room, and what was held back goes first', vocabulary: 'test', document: wide },
    room: 2,
    bodies: [...created(), ...['start', 'a', 'b', 'c', 'd', 'e'].map((key) => [succeeded(key)])],
  },
  ...(['fail', 'collect', 'skip'] as const).map(
    (onItemError): ToldRun => ({
      ...{ name: `told: an item of a map fails, ${onItemError}`, vocabulary: 'test', document: mapped(onItemError) },
      bodies: [
        ...created(['x', 'y', 'z']),
        [succeeded('start')],
        [{ type: 'map.expanded', key: 'map', items: { value: ['x', 'y', 'z'] }, count: 3 }],
        [succeeded('map[1].item', 'second')],
        [{ type: 'node.failed', key: 'map[0].item', attempt: 1, error: FINAL, handled: false }],
        [succeeded('map[2].item', 'third')],
        [succeeded('done', null, null)],
      ],
    }),
  ),
];
