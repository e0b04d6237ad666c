import 'server-only';
import type { Executor } from '#core/node/executor.ts';
import { agentExecutor } from './agent/executor.ts';
import { approvalExecutor } from './approval/executor.ts';
import { branchExecutor } from './branch/executor.ts';
import type { NodeType } from './definitions.ts';
import { endExecutor } from './end/executor.ts';
import { httpExecutor } from './http/executor.ts';
import { mapExecutor } from './map/executor.ts';
import { mergeExecutor } from './merge/executor.ts';
import { setExecutor } from './set/executor.ts';
import { startExecutor } from './start/executor.ts';
import { waitExecutor } from './wait/executor.ts';

/** One executor for every definition; a missing one does not compile. */
export const nodeExecutors: { [Type in NodeType]: Executor } = {
  agent: agentExecutor,
  approval: approvalExecutor,
  branch: branchExecutor,
  merge: mergeExecutor,
  map: mapExecutor,
  wait: waitExecutor,
  set: setExecutor,
  http: httpExecutor,
  start: startExecutor,
  end: endExecutor,
};
