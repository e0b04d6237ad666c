import { structureProblems } from '../structure.ts';
import type { Check } from './facts.ts';

/** Circles without a loop, and loops that a run could not carry out; the rules are those that drawing a wire asks too. */
export const loopRules: Check = ({ graph, views }) => structureProblems(graph, views);
