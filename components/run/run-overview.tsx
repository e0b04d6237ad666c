'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCost, formatTokens } from '#components/ui/format.ts';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { ErrorBox } from './error-box.tsx';
import { useRunState } from './use-run.ts';
import { VersionLink } from './version-link.tsx';
import { ValueView } from './value-view.tsx';

export interface RunOverviewProps {
  run: { id: string; workflow: { name: string; title: string }; version: number | null };
  titleOf(nodeId: string): string;
  onSelect(key: string): void;
}

/** The inspector while no node is selected: the run as a whole. */
export function RunOverview({ run, titleOf, onSelect }: RunOverviewProps) {
  const state = useRunState();
  const failed = Object.values(state.executions).find(
    (execution) => execution.status === 'failed' && !execution.handled,
  );
  return (
    <div className="flex flex-col gap-5 p-4">
      <h2 className="text-lg font-semibold">This run</h2>
      {state.error ? (
        <ErrorBox error={state.error}>
          {failed ? (
            <button type="button" className="mt-1 font-medium text-accent" onClick={() => onSelect(failed.key)}>
              Show {titleOf(failed.nodeId)}
            </button>
          ) : null}
        </ErrorBox>
      ) : null}
      <dl className="grid grid-cols-[6.5rem_1fr] gap-y-1.5 text-sm">
        <Fact name="Workflow">
          <Link className="text-accent hover:underline" href={`/workflows/${run.workflow.name}`}>
            {run.workflow.title}
          </Link>
        </Fact>
        <Fact name="Version">
          <RanVersion run={run} />
        </Fact>
        <Fact name="Started by">
          {state.created?.trigger.by?.name ?? '–'}
          {state.created?.trigger.kind === 'api' ? ' through the API' : ''}
        </Fact>
        <Fact name="Created">{state.createdAt ? <RelativeTime iso={state.createdAt} /> : '–'}</Fact>
        {state.endedAt ? (
          <Fact name="Ended">
            <RelativeTime iso={state.endedAt} />
          </Fact>
        ) : null}
        {state.cancelledBy ? <Fact name="Stopped by">{state.cancelledBy.name}</Fact> : null}
        <Fact name="Tokens">
          {formatTokens(state.usage.inputTokens)} in, {formatTokens(state.usage.outputTokens)} out
        </Fact>
        <Fact name="Cost">{formatCost(state.usage.costUsd)}</Fact>
      </dl>
      {state.created ? (
        <Section title="Input">
          <ValueView runId={run.id} stored={state.created.input} name="input" />
        </Section>
      ) : null}
      {state.output ? (
        <Section title="Output">
          <ValueView runId={run.id} stored={state.output} name="output" />
        </Section>
      ) : null}
    </div>
  );
}

function RanVersion({ run }: Pick<RunOverviewProps, 'run'>) {
  if (run.version === null) return 'Test run of the draft';
  return (
    <VersionLink workflow={run.workflow.name} number={run.version} className="text-accent hover:underline">
      {`Version ${run.version}`}
    </VersionLink>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}
