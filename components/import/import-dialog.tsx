'use client';

import Link from 'next/link';
import { CircleCheck, FileWarning, LoaderCircle } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { assertNever } from '#core/assert-never.ts';
import { workflowNameSchema } from '#core/graph/schema.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { FileProblems } from './file-problems.tsx';
import { type Import, type ImportState, type Taken, useImport } from './use-import.ts';

/** Imports files as workflows, and shows what became of each. Mount it anew for other files. */
export function ImportDialog({ files, onClose }: { files: readonly File[]; onClose: () => void }) {
  const imports = useImport(files);
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title={files.length === 1 ? 'Import a workflow' : `Import ${files.length} workflows`}
        className="w-[min(40rem,calc(100vw-2rem))]"
      >
        <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-lg border border-line">
          {files.map((file, index) => (
            <li key={`${index} ${file.name}`} aria-label={file.name} className="flex flex-col gap-3 p-3">
              <FileResult
                file={file}
                index={index}
                state={imports.states[index] ?? { status: 'busy' }}
                imports={imports}
              />
            </li>
          ))}
        </ul>
        <DialogActions>
          <DialogClose className={buttonStyles()}>Close</DialogClose>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

interface ResultProps {
  file: File;
  index: number;
  state: ImportState;
  imports: Import;
}

function FileResult({ file, index, state, imports }: ResultProps) {
  return (
    <>
      <div className="flex items-center gap-3">
        <ResultIcon status={state.status} />
        <div className="flex min-w-0 flex-1 flex-col">
          <span className="truncate text-sm font-medium text-ink">{file.name}</span>
          <span role="status" className="text-sm text-muted">
            {sentenceOf(state)}
          </span>
        </div>
        {state.status === 'created' || state.status === 'replaced' ? (
          <Link
            href={`/workflows/${state.name}`}
            className={buttonStyles({ size: 'sm' })}
            aria-label={`Open ${state.name}`}
          >
            Open
          </Link>
        ) : null}
        {state.status === 'failed' ? (
          <Button size="sm" onClick={() => void imports.create(index, state.document)}>
            Try again
          </Button>
        ) : null}
      </div>
      {state.status === 'refused' ? <FileProblems problems={state.problems} /> : null}
      {state.status === 'taken' ? (
        <TakenName
          key={state.free}
          taken={state}
          problem={state.problem ?? null}
          onName={(name) => void imports.create(index, state.document, name)}
          onReplace={() => void imports.replace(index, state)}
        />
      ) : null}
    </>
  );
}

function ResultIcon({ status }: { status: ImportState['status'] }) {
  if (status === 'busy') return <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-muted" />;
  if (status === 'created' || status === 'replaced') {
    return <CircleCheck aria-hidden className="size-4 shrink-0 text-succeeded" />;
  }
  return (
    <FileWarning
      aria-hidden
      className={status === 'taken' ? 'size-4 shrink-0 text-warning' : 'size-4 shrink-0 text-failed'}
    />
  );
}

function sentenceOf(state: ImportState): string {
  switch (state.status) {
    case 'busy':
      return 'Importing …';
    case 'created':
      return `Imported as ${state.name}.`;
    case 'replaced':
      return `The draft of ${state.name} is replaced.`;
    case 'refused':
      return 'Nothing was imported.';
    case 'taken':
      return `“${state.title}” has the name ${state.document.metadata.name} already.`;
    case 'failed':
      return state.message;
    default:
      return assertNever(state);
  }
}

function TakenName({
  taken,
  problem,
  onName,
  onReplace,
}: {
  taken: Taken;
  problem: string | null;
  onName: (name: string) => void;
  onReplace: () => void;
}) {
  const [name, setName] = useState(taken.free);
  const checked = workflowNameSchema.safeParse(name);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (checked.success) onName(checked.data);
  }
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Field label="Another name" error={checked.success ? problem : (checked.error.issues[0]?.message ?? null)}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="font-mono"
          autoComplete="off"
        />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onReplace}>Replace the draft</Button>
        <Button type="submit" variant="primary" disabled={!checked.success}>
          Import under this name
        </Button>
      </div>
    </form>
  );
}
