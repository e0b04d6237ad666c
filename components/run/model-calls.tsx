'use client';

import { Disclosure } from '#components/ui/disclosure.tsx';
import { formatCost, formatTokens } from '#components/ui/format.ts';
import { formatDuration } from '#core/duration.ts';
import type { Execution } from '#core/run/state.ts';
import { ValueView } from './value-view.tsx';

/** Every journaled call of an agent, as it went out and came back. */
export function ModelCalls({ runId, steps }: { runId: string; steps: Execution['steps'] }) {
  return (
    <ol className="flex flex-col gap-3">
      {steps.map((step) => (
        <li key={`${step.attempt}-${step.n}`} className="rounded-lg border border-line p-3">
          <p className="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
            <span className="font-mono text-xs">{step.model}</span>
            {step.phase === 'repair' ? (
              <span className="text-warning">repair of an answer that did not fit</span>
            ) : null}
          </p>
          <p className="mt-0.5 text-xs text-muted tabular-nums">
            {formatTokens(step.usage.inputTokens)} in · {formatTokens(step.usage.outputTokens)} out ·{' '}
            {formatCost(step.usage.costUsd)} · {formatDuration(step.durationMs)} · {step.finishReason}
          </p>
          <Disclosure label="Request">
            <ValueView runId={runId} stored={step.request} name="request" />
          </Disclosure>
          <Disclosure label="Response">
            <ValueView runId={runId} stored={step.response} name="response" />
          </Disclosure>
        </li>
      ))}
    </ol>
  );
}
