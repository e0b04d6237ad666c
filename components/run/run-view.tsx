'use client';

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { NodeTile } from '#components/canvas/node-tile.tsx';
import { NodeRunSourceContext } from '#components/canvas/run-source.ts';
import { createSelectionStore, onlyNode, select } from '#components/canvas/selection-store.ts';
import type { SelectionStore } from '#components/canvas/selection-store.ts';
import { titleOf as cardTitle } from '#components/canvas/to-flow.ts';
import { useIsNarrow } from '#components/ui/use-is-narrow.ts';
import { useKeys } from '#components/ui/use-keys.ts';
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx';
import { definitionOf } from '#core/node/define.ts';
import { compileGraph } from '#core/run/graph.ts';
import { currentExecution, executionsOf } from '#core/run/selectors.ts';
import { isFinalNodeStatus } from '#core/run/state.ts';
import type { Execution, RunState } from '#core/run/state.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import type { LoadedRun } from './loaded-run.ts';
import { NodeDetail } from './node-detail.tsx';
import { QueueNotice } from './queue-notice.tsx';
import { CarriedNote } from './redrive.tsx';
import { RunAnnouncer } from './run-announcer.tsx';
import { RunGraph, RunOutline } from './run-graph.tsx';
import { RunHeader } from './run-header.tsx';
import { RunOverview } from './run-overview.tsx';
import { createRunStore, type RunStore } from './run-store.ts';
import { needsPerson } from './timeline-rows.ts';
import { Timeline, TimelineLegend } from './timeline.tsx';
import { RunStoreProvider, useExecution, useRunState } from './use-run.ts';
import { useRunStream } from './use-run-stream.ts';
import { useSelectedKey } from './use-selected-key.ts';
import { ValueView } from './value-view.tsx';

/** Frames do not fire in a hidden tab; its title and a later look should still be right. */
function requestFrame(flush: () => void): void {
  if (document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(flush);
}

function openStore(run: LoadedRun): RunStore {
  const graph = compileGraph(run.document, nodeDefinitions);
  return createRunStore({ document: run.document, graph, state: structuredClone(run.state), requestFrame });
}

/** One run, live or finished: the pinned graph as the fold of its journal, the timeline, and what is selected. */
export function RunView({ run }: { run: LoadedRun }) {
  const [store] = useState(() => openStore(run));
  return (
    <RunStoreProvider value={store}>
      <NodeRunSourceContext value={store}>
        <div className="flex h-full min-h-0 flex-col">
          <RunHeader run={run} />
          <LiveUpdates id={run.id} store={store} />
          <QueueNotice id={run.id} />
          <RunBody run={run} store={store} />
          <RunAnnouncer store={store} />
        </div>
      </NodeRunSourceContext>
    </RunStoreProvider>
  );
}

/** A leaf: how the connection stands changes without rendering the canvas. */
function LiveUpdates({ id, store }: { id: string; store: RunStore }) {
  const { isLost } = useRunStream(id, store);
  return isLost ? <ConnectionBanner /> : null;
}

function RunBody({ run, store }: { run: LoadedRun; store: RunStore }) {
  const [key, setKey] = useSelectedKey();
  const [selection] = useState(createSelectionStore);
  const hovered = useStore(selection, (state) => state.hovered);
  const titles = useMemo(() => new Map(run.document.spec.nodes.map((node) => [node.id, cardTitle(node)])), [run]);
  const titleOf = useCallback((nodeId: string) => titles.get(nodeId) ?? nodeId, [titles]);
  useGateSelection(store, setKey);
  useCanvasSelection(store, selection, key, setKey);
  return (
    <div className="flex min-h-0 flex-1 flex-col max-lg:overflow-y-auto lg:flex-row">
      <div className="flex min-w-0 flex-col max-lg:shrink-0 lg:min-h-0 lg:flex-1">
        <RunGraph document={run.document} selection={selection} />
        <BottomPanel
          run={run}
          selection={selection}
          timeline={
            <Timeline
              titleOf={titleOf}
              selected={key}
              onSelect={setKey}
              hovered={hovered}
              onHover={(nodeId) => selection.setState({ hovered: nodeId })}
            />
          }
        />
      </div>
      <aside
        aria-label="Details"
        className="flex min-h-0 shrink-0 flex-col border-line bg-surface max-lg:grow max-lg:border-t lg:w-100 lg:overflow-y-auto lg:border-l"
      >
        <Details run={run} selectedKey={key} titleOf={titleOf} onSelect={setKey} />
      </aside>
    </div>
  );
}

/** Selection of the canvas and of the address are one thing. */
function useCanvasSelection(
  store: RunStore,
  selection: ReturnType<typeof createSelectionStore>,
  key: string | null,
  setKey: (key: string | null) => void,
): void {
  const nodeId = key === null ? null : nodeIdOf(store.state(), key);
  useEffect(() => {
    const current = onlyNode(selection.getState());
    if (current !== nodeId) select(selection, { nodes: nodeId === null ? [] : [nodeId] });
  }, [selection, nodeId]);
  useEffect(
    () =>
      selection.subscribe((state, before) => {
        if (state.nodes === before.nodes) return;
        const picked = onlyNode(state);
        if (picked === nodeId) return;
        setKey(picked === null ? null : (currentExecution(store.state(), picked)?.key ?? picked));
      }),
    [store, selection, nodeId, setKey],
  );
}

/**
 * A run that waits for a person shows what they are asked, unless somebody looks at something else; what is answered
 * makes way for the next. It reads no more than that: other events render neither this nor the canvas beside it.
 */
function useGateSelection(store: RunStore, setKey: (key: string | null) => void): void {
  const getGate = useCallback(() => openGate(store.state()), [store]);
  const gate = useSyncExternalStore(store.subscribeRun, getGate, getGate);
  useEffect(() => {
    const shown = new URL(window.location.href).searchParams.get('node');
    const execution = store.state().executions[shown ?? ''];
    const isAnswered = execution?.approvalId !== undefined || execution?.resolved !== undefined;
    const isDecided = isAnswered && isFinalNodeStatus(execution.status);
    if (gate !== null && (shown === null || isDecided)) setKey(gate);
  }, [store, gate, setKey]);
}

function openGate(state: RunState): string | null {
  const isOpen = (execution: Execution) => execution.status === 'waiting' && needsPerson(execution);
  return Object.values(state.executions).find(isOpen)?.key ?? null;
}

function nodeIdOf(state: RunState, key: string): string {
  return state.executions[key]?.nodeId ?? key;
}

interface DetailsProps {
  run: LoadedRun;
  selectedKey: string | null;
  titleOf(nodeId: string): string;
  onSelect(key: string): void;
}

function Details({ run, selectedKey, titleOf, onSelect }: DetailsProps) {
  const state = useRunState();
  const execution = useExecution(selectedKey);
  const nodeId = selectedKey === null ? null : nodeIdOf(state, selectedKey);
  const node = run.document.spec.nodes.find((candidate) => candidate.id === nodeId);
  if (!node) return <RunOverview run={run} titleOf={titleOf} onSelect={onSelect} />;
  return (
    <NodeDetail
      runId={run.id}
      node={node}
      icon={<NodeTile type={node.type} className="size-7 [&_svg]:size-4" />}
      typeTitle={definitionOf(nodeDefinitions, node.type)?.title ?? node.type}
      executions={executionsOf(state, node.id)}
      execution={execution ?? currentExecution(state, node.id) ?? null}
      canResolve={run.permissions.resolve}
      canStart={run.permissions.start}
      onSelect={onSelect}
    />
  );
}

interface BottomPanelProps {
  run: LoadedRun;
  selection: SelectionStore;
  timeline: React.ReactNode;
}

function BottomPanel({ run, selection, timeline }: BottomPanelProps) {
  const state = useRunState();
  const isNarrow = useIsNarrow();
  const [tab, setTab] = useState('timeline');
  const timelineTab = useRef<HTMLButtonElement>(null);
  useKeys({
    t: () => {
      setTab('timeline');
      timelineTab.current?.focus();
    },
  });
  return (
    <Tabs
      value={tab}
      onValueChange={(value: string) => setTab(value)}
      className="flex shrink-0 flex-col border-t border-line bg-surface lg:h-[34%] lg:min-h-40"
    >
      <div className="flex items-center justify-between border-b border-line pr-4">
        <TabList aria-label="About this run" className="border-b-0">
          <Tab ref={timelineTab} value="timeline" title="Timeline (T)">
            Timeline
          </Tab>
          {isNarrow ? null : <Tab value="outline">Outline</Tab>}
          <Tab value="output">Output</Tab>
        </TabList>
        <TimelineLegend />
      </div>
      <TabPanel value="timeline" className="min-h-0 flex-1 lg:overflow-y-auto">
        <CarriedNote />
        {timeline}
      </TabPanel>
      {isNarrow ? null : (
        <TabPanel value="outline" className="flex min-h-0 flex-1 flex-col max-lg:max-h-96">
          <RunOutline document={run.document} selection={selection} />
        </TabPanel>
      )}
      <TabPanel value="output" className="min-h-0 flex-1 overflow-y-auto p-4">
        {state.output ? (
          <ValueView runId={run.id} stored={state.output} name="output" />
        ) : (
          <p className="text-sm text-muted">The run has not put anything out.</p>
        )}
      </TabPanel>
    </Tabs>
  );
}
