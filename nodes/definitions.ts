import type { NodeRegistry } from '#core/node/define.ts';
import { agentDefinition } from './agent/definition.ts';
import { approvalDefinition } from './approval/definition.ts';
import { branchDefinition } from './branch/definition.ts';
import { endDefinition } from './end/definition.ts';
import { httpDefinition } from './http/definition.ts';
import { mapDefinition } from './map/definition.ts';
import { mergeDefinition } from './merge/definition.ts';
import { setDefinition } from './set/definition.ts';
import { startDefinition } from './start/definition.ts';
import { waitDefinition } from './wait/definition.ts';

/** The vocabulary, in the order of the palette. `executors.ts` and `ui.tsx` must have the same keys to compile. */
export const nodeDefinitions = {
  agent: agentDefinition,
  approval: approvalDefinition,
  branch: branchDefinition,
  merge: mergeDefinition,
  map: mapDefinition,
  wait: waitDefinition,
  set: setDefinition,
  http: httpDefinition,
  start: startDefinition,
  end: endDefinition,
} satisfies NodeRegistry;

export type NodeType = keyof typeof nodeDefinitions;
