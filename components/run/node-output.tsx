'use client';

import type { ReactNode } from 'react';
import type { Execution } from '#core/run/state.ts';
import { ErrorBox } from './error-box.tsx';
import { ValueView } from './value-view.tsx';

export interface NodeOutputProps {
  runId: string;
  execution: Execution;
  /** The expression that reads the output. */
  path?: string;
  /** What is shown while it runs. */
  live?: ReactNode;
}

/** Why a node was passed over. */
const SKIP_SENTENCE: Record<Extract<Execution, { status: 'skipped' }>['reason'], string> = {
  not_taken: 'Skipped: no path of this run led here.',
  unreachable: 'Skipped: nothing leads to this node.',
  disabled: 'Skipped: the node is switched off.',
  cancel_others: 'Skipped: another branch was faster.',
};

/** What came out of a node, or why nothing did. */
export function NodeOutput({ runId, execution, path, live = <NothingYet /> }: NodeOutputProps) {
  switch (execution.status) {
    case 'succeeded':
      return (
        <ValueView runId={runId} stored={execution.output} name="output" {...(path === undefined ? {} : { path })} />
      );
    case 'failed':
      return (
        <div className="flex flex-col gap-3">
          <ErrorBox error={execution.error} />
          {execution.fallback === undefined ? null : (
            <ValueView runId={runId} stored={{ value: execution.fallback }} name="fallback" />
          )}
        </div>
      );
    case 'running':
      return live;
    case 'queued':
    case 'waiting':
      return <NothingYet />;
    case 'skipped':
      return <p className="text-sm text-muted">{SKIP_SENTENCE[execution.reason]}</p>;
    case 'cancelled':
      return <p className="text-sm text-muted">It was cancelled before anything came out.</p>;
  }
}

function NothingYet() {
  return <p className="text-sm text-muted">Nothing has come out yet.</p>;
}
