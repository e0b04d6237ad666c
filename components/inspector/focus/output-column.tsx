'use client';

import { useState } from 'react';
import { NodeOutput } from '#components/run/node-output.tsx';
import { Select } from '#components/ui/select.tsx';
import { NodeStatusBadge } from '#components/ui/status.tsx';
import { equalJson } from '#core/equal-json.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { currentExecution, executionsOf } from '#core/run/selectors.ts';
import type { LastRun } from '../use-last-run.ts';

/** What came out of the node in the last run; of each round and item, where there were several. */
export function OutputColumn({ node, last: { run } }: { node: GraphNode; last: LastRun }) {
  const { state } = run;
  const [chosen, choose] = useState<string | null>(null);
  const executions = executionsOf(state, node.id);
  const execution = executions.find(({ key }) => key === chosen) ?? currentExecution(state, node.id);
  const then = run.document.spec.nodes.find(({ id }) => id === node.id);
  if (!execution) {
    return (
      <p className="text-sm text-muted">
        {then ? 'This node did not start in the last run.' : 'This node was not part of the last run.'}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <NodeStatusBadge status={execution.status} />
        {executions.length > 1 ? (
          <Select
            aria-label="Execution"
            className="w-auto"
            value={execution.key}
            onValueChange={choose}
            options={executions.map(({ key }) => ({ value: key, label: key }))}
          />
        ) : null}
      </div>
      {then && !equalJson(then.config, node.config) ? (
        <p className="text-xs text-warning">The settings were changed since this run.</p>
      ) : null}
      <NodeOutput runId={run.id} execution={execution} path={`nodes.${node.id}.output`} />
    </div>
  );
}
