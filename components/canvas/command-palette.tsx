'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { Activity, Inbox, Workflow } from 'lucide-react';
import { useCan } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { cn } from '#components/ui/cn.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { popupStyles } from '#components/ui/popover.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { RUN_STATUS_LOOK, StatusIcon } from '#components/ui/status.tsx';
import { formatShortcut } from './commands/keymap.ts';
import { COMMANDS } from './commands/registry.ts';
import { useEditor } from './editor-context.ts';
import type { EditorContext } from './editor-context.ts';
import { leave } from './gestures/focus-element.ts';
import { fittingTypes, placePicked } from './gestures/place-node.ts';
import { pickerAtSelection } from './gestures/picker-place.ts';
import { revealNode } from './gestures/reveal-node.ts';
import { NodeTile } from './node-tile.tsx';
import { isMac } from './platform.ts';
import { SearchList } from './search-list.tsx';
import type { SearchItem } from './search-list.tsx';
import { select } from './selection-store.ts';
import { titleOf } from './to-flow.ts';

const PAGES = [
  { href: '/workflows', label: 'Workflows', icon: Workflow },
  { href: '/runs', label: 'Runs', icon: Activity },
  { href: '/approvals', label: 'Approvals', icon: Inbox },
];

/** The newest runs, of whatever workflow; the page of runs has the others. */
const MOST_RUNS = 10;

/** Cmd+K: every command, every node type to add, every node, run, workflow and page to go to. */
export function CommandPalette() {
  const editor = useEditor();
  const router = useRouter();
  const trpc = useTRPC();
  const workflows = useQuery(trpc.workflow.list.queryOptions()).data ?? [];
  const seesRuns = useCan('run:view');
  const runs = useQuery(trpc.run.list.queryOptions({ limit: MOST_RUNS }, { enabled: seesRuns })).data?.items ?? [];
  const choose = (id: string): void => {
    leave(editor);
    const [kind, name = ''] = id.split(':');
    // After the dialog has given the focus back.
    setTimeout(() => {
      if (kind === 'go') router.push(name);
      else if (kind === 'node') goTo(editor, name);
      else if (kind === 'add') addType(editor, name);
      else void COMMANDS.find((command) => command.id === name)?.run(editor);
    }, 0);
  };
  return (
    <BaseDialog.Root
      open
      onOpenChange={(open) => {
        if (!open) leave(editor);
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <BaseDialog.Popup
          aria-label="Commands"
          className={cn(popupStyles, 'fixed top-[15vh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2')}
        >
          <SearchList
            label="Commands, nodes, runs, workflows and pages"
            placeholder="What do you want to do?"
            items={[...paletteItems(editor), ...workflows.map(workflowItem), ...runs.map(runItem)]}
            empty="Nothing found."
            onChoose={choose}
          />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

function paletteItems(editor: EditorContext): SearchItem[] {
  const commands = COMMANDS.filter(
    (command) => command.id !== 'open-palette' && command.group !== 'Move' && command.enabled(editor),
  );
  const { readOnly, document } = editor.graph.getState();
  const types = readOnly ? [] : fittingTypes(editor, pickerAtSelection(editor).purpose);
  return [
    ...commands.map((command) => {
      const [keys] = command.keys;
      const Icon = command.icon;
      return {
        id: `command:${command.id}`,
        group: 'Commands',
        label: command.label(editor),
        icon: Icon ? <Icon aria-hidden className="size-4 text-muted" /> : <span className="size-4" />,
        hint: keys ? <Kbd>{formatShortcut(keys, isMac())}</Kbd> : undefined,
      };
    }),
    ...types.map((definition) => ({
      id: `add:${definition.type}`,
      group: 'Add a node',
      label: `Add ${definition.title}`,
      keywords: definition.keywords,
      icon: <NodeTile type={definition.type} />,
    })),
    ...document.spec.nodes.map((node) => ({
      id: `node:${node.id}`,
      group: 'Go to a node',
      label: titleOf(node),
      keywords: [node.id, node.type],
      icon: <NodeTile type={node.type} />,
    })),
    ...PAGES.map(({ href, label, icon: Icon }) => ({
      id: `go:${href}`,
      group: 'Go to',
      label,
      icon: <Icon aria-hidden className="size-4 text-muted" />,
    })),
  ];
}

function workflowItem({ name, title }: { name: string; title: string }): SearchItem {
  return {
    id: `go:/workflows/${name}`,
    group: 'Go to a workflow',
    label: title,
    keywords: [name],
    icon: <Workflow aria-hidden className="size-4 text-muted" />,
  };
}

function runItem({ id, workflow, status, createdAt }: RouterOutputs['run']['list']['items'][number]): SearchItem {
  const look = RUN_STATUS_LOOK[status];
  return {
    id: `go:/runs/${id}`,
    group: 'Go to a run',
    label: `${workflow.title} run ${id.slice(-4)}`,
    keywords: [id, look.word],
    icon: <StatusIcon look={look} className="size-4 text-muted" />,
    hint: (
      <>
        {look.word}, <RelativeTime iso={createdAt} />
      </>
    ),
  };
}

function goTo(editor: EditorContext, nodeId: string): void {
  select(editor.selection, { nodes: [nodeId] });
  revealNode(editor, nodeId, { centre: true });
}

function addType(editor: EditorContext, type: string): void {
  const { at, purpose } = pickerAtSelection(editor);
  placePicked(editor, type, at, purpose);
}
