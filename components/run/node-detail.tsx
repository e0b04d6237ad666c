'use client';

import { type ReactNode, useState } from 'react';
import { DecisionPanel } from '#components/decision/decision-panel.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Select } from '#components/ui/select.tsx';
import { NodeStatusBadge } from '#components/ui/status.tsx';
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx';
import type { GraphNode } from '#core/graph/schema.ts';
import type { Stored } from '#core/json.ts';
import type { Execution } from '#core/run/state.ts';
import { Attempts } from './attempts.tsx';
import { ModelCalls } from './model-calls.tsx';
import { NodeOutput } from './node-output.tsx';
import { waitingText } from './node-run.ts';
import { RunAgainFromHere } from './redrive.tsx';
import { Resolution, ResolvePanel } from './resolve-panel.tsx';
import { useStreamingText } from './use-run.ts';
import { ValueView } from './value-view.tsx';

export interface NodeDetailProps {
  runId: string;
  node: GraphNode;
  icon: ReactNode;
  typeTitle: string;
  /** All executions of the node, newest last: iterations and items. */
  executions: Execution[];
  execution: Execution | null;
  canResolve: boolean;
  canStart: boolean;
  onSelect(key: string): void;
}

/** The inspector of one node in a run: what was asked, what went in, what came out, every attempt and model call. */
export function NodeDetail(props: NodeDetailProps) {
  const { node, icon, typeTitle, executions, execution, onSelect } = props;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="px-4 pt-4 pb-2">
        <div className="flex items-center gap-2.5">
          {icon}
          <h2 className="min-w-0 flex-1 truncate text-lg font-semibold">{node.title ?? typeTitle}</h2>
          <span className="font-mono text-xs text-muted">{execution?.key ?? node.id}</span>
        </div>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <NodeStatusBadge
            status={execution?.status ?? 'pending'}
            {...(execution?.status === 'waiting' && { label: waitingText(execution) })}
          />
          {execution?.carried ? <Badge>Carried over</Badge> : null}
          {node.pinned ? <Badge>Pinned output</Badge> : null}
          {executions.length > 1 && execution ? (
            <Select
              aria-label="Execution"
              value={execution.key}
              onValueChange={onSelect}
              options={executions.map((one) => ({ value: one.key, label: one.key }))}
            />
          ) : null}
          {execution && props.canStart ? <RunAgainFromHere runId={props.runId} execution={execution} /> : null}
        </div>
      </header>
      {execution ? (
        <ExecutionTabs key={execution.key} {...props} execution={execution} />
      ) : (
        <p className="px-4 py-6 text-sm text-muted">This node has not started in this run.</p>
      )}
    </div>
  );
}

type TabId = 'decision' | 'output' | 'input' | 'attempts' | 'calls';

function ExecutionTabs({ runId, execution, canResolve }: NodeDetailProps & { execution: Execution }) {
  const approvalId = execution.approvalId ?? null;
  const isUnknown = execution.status === 'waiting' && execution.reason === 'outcome_unknown';
  const hasDecision = approvalId !== null || isUnknown || execution.resolved !== undefined;
  // What a person is asked comes first, also when it is asked while somebody looks on.
  const [chosen, choose] = useState<TabId | null>(null);
  const tab = chosen ?? (hasDecision ? 'decision' : 'output');
  return (
    <Tabs value={tab} onValueChange={(value: TabId) => choose(value)} className="flex min-h-0 flex-1 flex-col">
      <TabList aria-label="About this node">
        {hasDecision ? <Tab value="decision">Decision</Tab> : null}
        <Tab value="output">Output</Tab>
        <Tab value="input">Input</Tab>
        <Tab value="attempts">Attempts</Tab>
        {execution.steps.length > 0 ? <Tab value="calls">Model calls</Tab> : null}
      </TabList>
      <TabPanel value="decision" className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        {approvalId !== null ? <DecisionPanel approvalId={approvalId} /> : null}
        {execution.resolved ? <Resolution resolved={execution.resolved} /> : null}
        {isUnknown ? (
          <ResolvePanel key={execution.attempt} runId={runId} execution={execution} canResolve={canResolve} />
        ) : null}
      </TabPanel>
      <TabPanel value="output" className="min-h-0 flex-1 overflow-y-auto p-4">
        <NodeOutput runId={runId} execution={execution} live={<StreamingText executionKey={execution.key} />} />
      </TabPanel>
      <TabPanel value="input" className="min-h-0 flex-1 overflow-y-auto p-4">
        <Input runId={runId} config={execution.config} />
      </TabPanel>
      <TabPanel value="attempts" className="min-h-0 flex-1 overflow-y-auto p-4">
        <Attempts execution={execution} />
      </TabPanel>
      <TabPanel value="calls" className="min-h-0 flex-1 overflow-y-auto p-4">
        <ModelCalls runId={runId} steps={execution.steps} />
      </TabPanel>
    </Tabs>
  );
}

function Input({ runId, config }: { runId: string; config: Stored | undefined }) {
  if (!config) return <p className="text-sm text-muted">It has not started, so nothing went in.</p>;
  return <ValueView runId={runId} stored={config} name="input" />;
}

/** Plain text while it streams; markdown is parsed once, when the output is known. */
function StreamingText({ executionKey }: { executionKey: string }) {
  const text = useStreamingText(executionKey);
  if (text === '') return <p className="text-sm text-muted">Working…</p>;
  return (
    <pre data-testid="streaming-text" className="font-sans text-sm break-words whitespace-pre-wrap">
      {text}
    </pre>
  );
}
