import { expect, test, vi } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import type { Api } from './api.ts';
import { run } from './run.ts';

/** A server whose run does this and then says nothing more. */
function serverOf(events: JsonObject[]): Api {
  const never = () => Promise.reject(new Error('Nobody asks for this'));
  return {
    put: never,
    getText: never,
    post: async () => ({ id: 'r1', url: 'http://fermata/runs/r1' }),
    get: async () => ({ status: 'waiting', pendingApprovals: [{ id: 'a1', title: 'Pay it?' }] }),
    events: async function* () {
      yield* events;
      await new Promise(() => undefined);
    },
  };
}

const gate = { type: 'node.waiting', key: 'gate', reason: 'approval' };
const options = {
  workflow: 'pay',
  input: [],
  inputFile: undefined,
  version: undefined,
  simulated: false,
  wait: true,
  follow: false,
};

test.each([
  ['a gate waits', [gate]],
  ['a gate waits on after a vote that decided nothing yet', [gate, { type: 'approval.voted', key: 'gate', n: 1 }]],
])('run ends with 2 and says who is needed when %s', async (_what, events) => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  expect(await run(serverOf([...events, { type: 'run.waiting' }]), options)).toBe(2);
  expect(said).toHaveBeenLastCalledWith('Waits for a person: Pay it?. npm run fermata -- approve a1');
  said.mockRestore();
});
