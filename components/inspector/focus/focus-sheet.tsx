'use client';

import Link from 'next/link';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { testNode } from '#components/canvas/commands/test-node.ts';
import { testUpToHere } from '#components/canvas/commands/test-up-to-here.ts';
import { togglePin } from '#components/canvas/commands/toggle-pin.ts';
import { closeOverlay, openOverlay, useEditor } from '#components/canvas/editor-context.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { useCan } from '#components/account/use-me.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { ListSkeleton } from '#components/ui/skeleton.tsx';
import { RunStatusBadge, SimulatedBadge } from '#components/ui/status.tsx';
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx';
import type { GraphNode } from '#core/graph/schema.ts';
import { currentExecution } from '#core/run/selectors.ts';
import type { LastRun, LastRunAnswer } from '../use-last-run.ts';
import { FOCUS_BUTTON } from './focus-button.tsx';
import { InputColumn } from './input-column.tsx';
import { OutputColumn } from './output-column.tsx';
import { useFits } from './use-fits.ts';

interface FocusSheetProps {
  node: GraphNode;
  answer: LastRunAnswer;
  settings: ReactNode;
}

/** A node on the whole screen: what it can use, its settings, what came out. On a narrow screen one at a time. */
export function FocusSheet({ node, answer, settings }: FocusSheetProps) {
  const editor = useEditor();
  const [opener] = useState(() => document.activeElement);
  useReturn();
  return (
    <Dialog
      open
      onOpenChange={(open, details) => {
        // The first Escape closes a list of completions, and not all of this.
        if (!open && details.reason === 'escape-key' && details.event.defaultPrevented) details.cancel();
        else if (!open) closeOverlay(editor);
      }}
    >
      <DialogContent
        // It stands, to be changed, above the settings.
        title={<span className="sr-only">{titleOf(node)}</span>}
        description={<About answer={answer} nodeId={node.id} />}
        className="h-[calc(100dvh-3rem)] max-h-none w-[min(110rem,calc(100vw-3rem))] gap-0 p-0 max-sm:h-dvh max-sm:rounded-none [&>div:first-child]:px-4 [&>div:first-child]:pt-3 [&>div:first-child]:pb-2"
        initialFocus={(by) => (by === 'touch' ? true : (firstSetting() ?? true))}
        finalFocus={() => (opener instanceof HTMLElement && opener.isConnected ? opener : false)}
      >
        <Columns node={node} answer={answer} settings={settings} />
      </DialogContent>
    </Dialog>
  );
}

/** Not the title above it: whoever types on must not rename the node. */
function firstSetting(): HTMLElement | null {
  return document.querySelector('[data-settings] [data-field] :is(input, textarea, button, [contenteditable="true"])');
}

/** The button that opened it was not drawn meanwhile, so there was nothing to go back to. */
function useReturn(): void {
  useEffect(
    () => () =>
      void setTimeout(() => {
        if (document.activeElement === document.body) document.getElementById(FOCUS_BUTTON)?.focus();
      }, 0),
    [],
  );
}

function About({ answer: { last, isPending }, nodeId }: { answer: LastRunAnswer; nodeId: string }) {
  if (isPending) return 'Looking for the last run';
  if (!last) return 'It has not run yet';
  const { run } = last;
  const key = currentExecution(run.state, nodeId)?.key;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      Last run <RunStatusBadge status={run.state.status} />
      {run.simulated ? <SimulatedBadge /> : null}
      {run.state.createdAt ? <RelativeTime iso={run.state.createdAt} /> : null}
      <Link
        href={`/runs/${run.id}${key === undefined ? '' : `?node=${encodeURIComponent(key)}`}`}
        className="text-accent hover:underline"
      >
        Open this run
      </Link>
    </span>
  );
}

function Columns({ node, answer, settings }: FocusSheetProps) {
  const [tab, setTab] = useState<'input' | 'settings' | 'output'>('settings');
  const isWide = useFits('64rem');
  const input = <Side answer={answer}>{(last) => <InputColumn node={node} last={last} />}</Side>;
  const output = <Side answer={answer}>{(last) => <OutputColumn node={node} last={last} />}</Side>;
  if (isWide) {
    return (
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)_minmax(0,1fr)] border-t border-line">
        <Column title="What it can use">{input}</Column>
        <section aria-label="Settings" className="min-h-0 overflow-y-auto border-x border-line bg-surface">
          {settings}
        </section>
        <Column title="What came out" action={<Actions />}>
          {output}
        </Column>
      </div>
    );
  }
  return (
    <Tabs value={tab} onValueChange={(next: typeof tab) => setTab(next)} className="flex min-h-0 flex-1 flex-col">
      <TabList aria-label="About this node" className="shrink-0">
        <Tab value="input">Input</Tab>
        <Tab value="settings">Settings</Tab>
        <Tab value="output">Output</Tab>
      </TabList>
      <TabPanel value="input" className="min-h-0 flex-1 overflow-y-auto p-4">
        {input}
      </TabPanel>
      {/* It stays, because what is typed in it and not valid yet would be lost. */}
      <TabPanel value="settings" keepMounted className="min-h-0 flex-1 overflow-y-auto">
        {settings}
      </TabPanel>
      <TabPanel value="output" className="flex min-h-0 flex-1 flex-col items-start gap-3 overflow-y-auto p-4">
        <Actions />
        {output}
      </TabPanel>
    </Tabs>
  );
}

function Column({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} tabIndex={0} className="min-h-0 overflow-y-auto bg-canvas p-4 outline-offset-[-2px]">
      <div className="mb-3 flex min-h-7 flex-wrap items-center justify-between gap-2">
        <h3 className="text-xs font-medium whitespace-nowrap text-muted">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

/** What can be done about the output: keep it, or get another one. */
function Actions() {
  const editor = useEditor();
  const canStart = useCan('run:start');
  // What a command would do depends on what came out and on what is pinned.
  useStore(editor.lastRun);
  useStore(editor.graph, (state) => state.document);
  const commands = [togglePin, ...(canStart ? [testNode, testUpToHere] : [])];
  return (
    <span className="flex flex-wrap gap-2">
      {commands
        .filter((command) => command.enabled(editor))
        .map((command) => {
          const Icon = command.icon;
          return (
            <Button key={command.id} size="sm" onClick={() => void command.run(editor)}>
              {Icon ? <Icon aria-hidden /> : null} {command.label(editor)}
            </Button>
          );
        })}
    </span>
  );
}

/** A column that needs a run, and how to get one. */
function Side({ answer, children }: { answer: LastRunAnswer; children: (last: LastRun) => ReactNode }) {
  const editor = useEditor();
  const canStart = useCan('run:start');
  if (answer.isPending) return <ListSkeleton rows={4} />;
  if (answer.last) return children(answer.last);
  return (
    <div className="flex flex-col items-start gap-3 text-sm text-muted">
      <p>Once the workflow has run, the values of its last run stand here, and under each expression its result.</p>
      {canStart ? <Button onClick={() => openOverlay(editor, { kind: 'run' })}>Run this draft</Button> : null}
    </div>
  );
}
