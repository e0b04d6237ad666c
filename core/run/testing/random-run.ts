import type { Behaviour, Completion, Script } from './drive.ts';
import type { RunGraph, RunNode } from '../graph.ts';

/**
 * Behaviour that depends on the execution alone, not on when it completes: under another completion order, after a
 * crash or in another implementation the same execution does the same.
 */
export function randomBehaviour(graph: RunGraph, seed: number): Script['behave'] {
  return (completion): Behaviour => {
    const node = graph.nodes.get(completion.nodeId);
    if (!node) throw new Error(`The graph has no ${completion.nodeId}`);
    const roll = hash(`${seed}:${completion.key}:${completion.attempt}:${completion.of}`);
    if (completion.of === 'executor' && node.kind === 'gate') return { do: 'wait', reason: 'approval' };
    if (completion.of === 'executor' && node.kind === 'timer') return { do: 'wait', reason: 'timer' };
    if (node.kind === 'end') return { do: 'succeed', port: null, output: completion.key };
    if (node.kind === 'task' && roll % 100 < 10) return { do: 'fail', error: { retryable: true } };
    if ((node.kind === 'task' || node.kind === 'map') && roll % 100 < (node.wired.has('error') ? 30 : 12)) {
      return { do: 'fail' };
    }
    if (node.kind === 'map') return { do: 'expand', items: Array.from({ length: roll % 4 }, (_, index) => index) };
    return { do: 'succeed', port: randomPort(node, roll), output: completion.key };
  };
}

/** Chooses among what is pending by the seed and the step. */
export function randomOrder(seed: number): Script['choose'] {
  return (pending: readonly Completion[], step) => hash(`${seed}#${step}`) % Math.max(1, pending.length);
}

/** Mostly a port that leads somewhere, so that runs get far. */
function randomPort(node: RunNode, roll: number): string {
  const outcome = [...node.ports].filter((port) => port !== 'error' && port !== 'unmet');
  const wired = outcome.filter((port) => node.wired.has(port));
  const choices = wired.length > 0 && roll % 20 > 0 ? wired : outcome;
  return choices[(roll >>> 8) % choices.length] ?? 'out';
}

/** FNV-1a, so that a failing seed means the same everywhere. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 12)) >>> 0;
}
