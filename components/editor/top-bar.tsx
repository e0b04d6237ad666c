'use client';

import Link from 'next/link';
import { CloudUpload, History, Play } from 'lucide-react';
import { useStore } from 'zustand';
import { CommandButtons } from '#components/canvas/commands/command-button.tsx';
import { formatShortcut } from '#components/canvas/commands/keymap.ts';
import { openOverlay, useEditor } from '#components/canvas/editor-context.ts';
import { isMac } from '#components/canvas/platform.ts';
import { Breadcrumb } from '#components/shell/breadcrumb.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { MenuItem, MenuLink, MenuSeparator } from '#components/ui/menu.tsx';
import { useIsNarrow } from '#components/ui/use-is-narrow.ts';
import type { Autosave } from './autosave.ts';
import { FileMenu } from './file-menu.tsx';
import type { LoadedWorkflow } from './loaded-workflow.ts';
import { PeopleHere } from './people-here.tsx';
import { SaveStatus } from './save-status.tsx';

export interface TopBarProps {
  workflow: LoadedWorkflow;
  publishedVersion: number | null;
  autosave: Autosave;
  /** Absent for who may not edit. */
  onImport: ((files: File[]) => void) | undefined;
}

export function TopBar({ workflow, publishedVersion, autosave, onImport }: TopBarProps) {
  const editor = useEditor();
  const title = useStore(editor.graph, (state) => state.document.metadata.title ?? workflow.name);
  const { permissions } = workflow;
  const isNarrow = useIsNarrow();
  const version = publishedVersion === null ? 'Draft' : `v${publishedVersion}`;
  const publish = (): void => openOverlay(editor, { kind: 'publish' });
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
      <Breadcrumb>
        <h1 className="truncate font-medium">{title}</h1>
      </Breadcrumb>
      <SaveStatus autosave={autosave} />
      <div className="ml-auto flex items-center gap-2">
        <PeopleHere />
        {permissions.edit && !isNarrow ? (
          <span className="flex">
            <CommandButtons toolbar="history" />
          </span>
        ) : null}
        <FileMenu
          onImport={onImport}
          first={
            isNarrow ? (
              <NarrowItems
                name={workflow.name}
                version={version}
                onPublish={permissions.publish ? publish : undefined}
              />
            ) : null
          }
        />
        {isNarrow ? null : (
          <Link
            href={versionsOf(workflow.name)}
            className={buttonStyles({ variant: 'secondary' })}
            aria-label={`${version}, all versions`}
          >
            <History aria-hidden />
            {version}
          </Link>
        )}
        {permissions.start ? (
          <Button onClick={() => openOverlay(editor, { kind: 'run' })}>
            <Play aria-hidden />
            Run
            <span className="max-md:hidden">
              <Kbd>{formatShortcut('Mod+Enter', isMac())}</Kbd>
            </span>
          </Button>
        ) : null}
        {permissions.publish && !isNarrow ? (
          <Button variant="primary" onClick={publish}>
            Publish
          </Button>
        ) : null}
      </div>
    </header>
  );
}

interface NarrowItemsProps {
  name: string;
  version: string;
  /** Absent for who may not. */
  onPublish: (() => void) | undefined;
}

/** On a phone the title has the room; what is not done every minute is in the menu. */
function NarrowItems({ name, version, onPublish }: NarrowItemsProps) {
  return (
    <>
      {onPublish ? (
        <MenuItem onClick={onPublish}>
          <CloudUpload aria-hidden />
          Publish …
        </MenuItem>
      ) : null}
      <MenuLink render={<Link href={versionsOf(name)} />}>
        <History aria-hidden />
        Versions ({version})
      </MenuLink>
      <MenuSeparator />
    </>
  );
}

function versionsOf(name: string): string {
  return `/workflows/${name}/versions`;
}
