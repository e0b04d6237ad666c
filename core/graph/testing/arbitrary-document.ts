import fc from 'fast-check';
import type { WorkflowDocument } from '../schema.ts';
import { buildDocument } from './build-document.ts';

const PORTS: Record<string, string[]> = {
  start: ['out'],
  task: ['out', 'error'],
  branch: ['yes', 'else'],
  gate: ['approved', 'rejected', 'expired'],
  merge: ['out'],
  any: ['out'],
  map: ['out'],
  end: [],
};
const TYPES = ['task', 'task', 'task', 'branch', 'gate', 'merge', 'any', 'map', 'end'];

/** Any mixture of nodes and edges, sound or not: cycles, loops, borders, repetitions, ports that do not exist. */
export const arbitraryDocument: fc.Arbitrary<WorkflowDocument> = fc
  .record({
    types: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 9 }),
    parents: fc.array(fc.nat({ max: 12 }), { minLength: 9, maxLength: 9 }),
    edges: fc.array(
      fc.record({
        from: fc.nat({ max: 9 }),
        to: fc.nat({ max: 9 }),
        port: fc.nat({ max: 2 }),
        loop: fc.nat({ max: 9 }),
      }),
      { maxLength: 14 },
    ),
  })
  .map(({ types, parents, edges }) => {
    const all = ['start', ...types];
    const nodes = all.map((type, i): [string, { type: string } & Record<string, unknown>] => {
      const parent = parents[i] ?? 0;
      const inside =
        parent > 0 && parent < i && all[parent] === 'map' && type !== 'end' ? { parent: `n${parent}` } : {};
      return [`n${i}`, type === 'any' ? { type: 'merge', config: { mode: 'any' }, ...inside } : { type, ...inside }];
    });
    const texts = edges.flatMap(({ from, to, port, loop }) => {
      const source = from % all.length;
      const ports = PORTS[all[source] ?? ''] ?? [];
      const name = ports[port % Math.max(1, ports.length)];
      return name === undefined ? [] : [`n${source}.${name} > n${to % all.length}${loop === 0 ? ' *2' : ''}`];
    });
    return buildDocument(Object.fromEntries(nodes), texts);
  });
