'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { ValueView } from '#components/run/value-view.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { NodeStatusBadge } from '#components/ui/status.tsx';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { nodeName } from '#core/graph/node-view.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import type { Stored } from '#core/json.ts';
import { definitionOf } from '#core/node/define.ts';
import { visibleOutput } from '#core/run/context.ts';
import { currentExecution } from '#core/run/selectors.ts';
import type { Execution } from '#core/run/state.ts';
import type { LastRun } from '../use-last-run.ts';
import { sourcesOf } from './sources.ts';

/** How many of the nodes before it are open at first: those that lead to it directly, as far as there is room. */
const OPEN = 2;

/** What expressions of the node can read, with the values of the last run: the nodes before it, nearest first, and the input. */
export function InputColumn({ node, last }: { node: GraphNode; last: LastRun }) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  const { run } = last;
  const { state } = run;
  // What the start puts out is the input of the run, which stands below.
  const sources = sourcesOf(analyzeGraph(document), node.id).filter(
    ({ type }) => definitionOf(editor.registry, type)?.control !== 'start',
  );
  const sent = currentExecution(state, node.id)?.config;
  return (
    <div className="flex flex-col gap-1">
      {sources.map((source, index) => {
        const execution = currentExecution(state, source.id);
        return (
          <Disclosure
            key={source.id}
            defaultOpen={index < OPEN}
            label={
              <span className="flex min-w-0 flex-1 items-center gap-2 text-ink">
                <span className="truncate font-medium">{nodeName(source).replaceAll('"', '')}</span>
                <NodeStatusBadge status={execution?.status ?? 'pending'} className="ml-auto shrink-0" />
              </span>
            }
          >
            <Output runId={run.id} id={source.id} execution={execution} />
          </Disclosure>
        );
      })}
      <Disclosure
        defaultOpen={sources.length < OPEN}
        label={<span className="font-medium text-ink">Input of the run</span>}
      >
        {state.created ? <Value runId={run.id} stored={state.created.input} path="input" /> : null}
      </Disclosure>
      {sent ? (
        <Disclosure label={<span className="font-medium text-ink">What went in, filled in</span>}>
          <ValueView runId={run.id} stored={sent} name="What went in" />
        </Disclosure>
      ) : null}
    </div>
  );
}

function Output({ runId, id, execution }: { runId: string; id: string; execution: Execution | undefined }) {
  const output = visibleOutput(execution);
  if (!output) return <p className="text-sm text-muted">It put out nothing in this run.</p>;
  return <Value runId={runId} stored={output} path={`nodes.${id}.output`} />;
}

function Value({ runId, stored, path }: { runId: string; stored: Stored; path: string }) {
  return <ValueView runId={runId} stored={stored} name={path} path={path} />;
}
