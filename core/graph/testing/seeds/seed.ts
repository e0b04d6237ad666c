import type { Problem } from '../../problem.ts';
import type { buildDocument } from '../build-document.ts';

export type Nodes = Parameters<typeof buildDocument>[0];

/** A graph with one defect, and what mends it: other nodes or edges, or the fix that the problem offers. */
export interface Seed {
  code: string;
  severity: Problem['severity'];
  nodes: Nodes;
  edges: string[];
  /** The trail on the canvas. */
  trail: string[];
  mended: { nodes?: Nodes; edges?: string[] } | 'by its fix';
}

export const task = (prompt: string, rest: object = {}) => ({ type: 'task', config: { prompt }, ...rest });
export const gate = (due?: string) => ({ type: 'gate', config: { message: '?', ...(due ? { due } : {}) } });
export const quorum = (count: number) => ({ type: 'merge', config: { mode: 'quorum', count } });
export const any = { type: 'merge', config: { mode: 'any' } };
export const line: Nodes = { start: 'start', a: 'task', done: 'end' };
export const fork: Nodes = { ...line, fork: 'branch', b: 'task' };
export const forked = ['start > fork', 'fork.yes > a', 'fork.else > b'];
