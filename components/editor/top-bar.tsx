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
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
      <Breadcrumb>
        <h1 className="truncate font-medium">{title}</h1>
      </Breadcrumb>
      <SaveStatus autosave={autosave} />
      <div className="ml-auto flex items-center gap-2">
        <PeopleHere />
        {permissions.edit ? (
          <span className="flex max-md:hidden">
            <CommandButtons toolbar="history" />
          </span>
        ) : null}
        <FileMenu onImport={onImport} />
        <Link
          href={`/workflows/${workflow.name}/versions`}
          className={buttonStyles({ variant: 'secondary' })}
          aria-label={`${publishedVersion === null ? 'Draft' : `v${publishedVersion}`}, all versions`}
        >
          <History aria-hidden />
          <span className="max-sm:hidden">{publishedVersion === null ? 'Draft' : `v${publishedVersion}`}</span>
        </Link>
        {permissions.start ? (
          <Button onClick={() => openOverlay(editor, { kind: 'run' })}>
            <Play aria-hidden />
            Run
            <span className="max-md:hidden">
              <Kbd>{formatShortcut('Mod+Enter', isMac())}</Kbd>
            </span>
          </Button>
        ) : null}
        {permissions.publish ? (
          <Button variant="primary" onClick={() => openOverlay(editor, { kind: 'publish' })}>
            <CloudUpload aria-hidden className="sm:hidden" />
            <span className="max-sm:sr-only">Publish</span>
          </Button>
        ) : null}
      </div>
    </header>
  );
}
