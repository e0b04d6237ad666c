import fc from 'fast-check';

/** What a program asks of the HTTP API, at random. */

/** What a workflow of these tests does. */
export interface Content {
  value: number;
  isGated: boolean;
  isBroken: boolean;
}

interface Common {
  /** Which workflow or run of those that there are. */
  pick: number;
  mayOnlyLook: boolean;
}

export type Command = Common &
  (
    | { kind: 'look' }
    | ({ kind: 'put'; match: 'any' | 'current' | 'stale'; publish: boolean } & Content)
    | { kind: 'start'; version: number | null; key: string | null }
    | { kind: 'decide'; decision: 'approved' | 'rejected'; isStale: boolean }
    | { kind: 'cancel' }
    | { kind: 'redrive'; from: string | null }
  );

const common = { pick: fc.nat({ max: 20 }), mayOnlyLook: fc.nat({ max: 9 }).map((n) => n === 9) };
const rarely = fc.nat({ max: 5 }).map((n) => n === 5);
const often = fc.nat({ max: 3 }).map((n) => n !== 3);

const put = fc.record({
  ...common,
  kind: fc.constant('put' as const),
  match: fc.constantFrom('any', 'any', 'any', 'current', 'current', 'stale'),
  publish: often,
  value: fc.nat({ max: 2 }),
  isGated: often,
  isBroken: rarely,
});
const start = fc.record({
  ...common,
  kind: fc.constant('start' as const),
  version: fc.constantFrom(null, null, null, 1, 2, 3),
  key: fc.constantFrom(null, null, 'a', 'b'),
});
const decide = fc.record({
  ...common,
  kind: fc.constant('decide' as const),
  decision: fc.constantFrom('approved', 'rejected'),
  isStale: rarely,
});
const cancel = fc.record({ ...common, kind: fc.constant('cancel' as const) });
const redrive = fc.record({
  ...common,
  kind: fc.constant('redrive' as const),
  from: fc.constantFrom(null, 'start', 'gate', 'done', 'nowhere'),
});

/** The first kind is what a failure shrinks to: it changes nothing. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ ...common, kind: fc.constant('look' as const) }) },
  { weight: 4, arbitrary: put },
  { weight: 5, arbitrary: start },
  { weight: 4, arbitrary: decide },
  { weight: 2, arbitrary: cancel },
  { weight: 3, arbitrary: redrive },
);

/** Without it most sequences would have nothing to start. */
export const FIRST_COMMAND: Command = {
  kind: 'put',
  pick: 0,
  mayOnlyLook: false,
  match: 'any',
  publish: true,
  value: 0,
  isGated: true,
  isBroken: false,
};
