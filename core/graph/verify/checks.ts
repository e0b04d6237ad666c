import type { Problem } from '../problem.ts';
import type { ValidateContext } from '../validate/context.ts';
import { type Check, createFacts } from './facts.ts';
import { bypassedGates } from './gates.ts';
import { impossibleJoins } from './joins.ts';
import { loopRules } from './loops.ts';
import { racingEnds } from './racing-ends.ts';
import { references } from './references.ts';
import { silentEnds } from './silent-ends.ts';
import { unhandledPorts } from './unhandled-ports.ts';
import { unreachableNodes } from './unreachable.ts';

/** Every proof, in the order in which problems are listed. Another one is a file beside these and a line here. */
const CHECKS: readonly Check[] = [
  loopRules,
  unreachableNodes,
  impossibleJoins,
  bypassedGates,
  unhandledPorts,
  silentEnds,
  racingEnds,
  references,
];

/** What the graph as a whole gets wrong. Never throws; what is broken in single parts is for `validateWorkflow` to say. */
export function verifyGraph(context: ValidateContext): Problem[] {
  const facts = createFacts(context);
  return CHECKS.flatMap((check) => check(facts));
}
