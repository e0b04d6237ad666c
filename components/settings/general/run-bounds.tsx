'use client';

import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { numberOf, useUpdateWorkspace, type Workspace } from './use-update-workspace.ts';

/** How many runs of the workspace work at the same time, and how many may wait for that. */
export function RunBounds({ workspace }: { workspace: Workspace }) {
  const saved = { concurrent: String(workspace.maxConcurrentRuns ?? ''), queued: String(workspace.maxQueuedRuns) };
  const [draft, setDraft] = useState(saved);
  const { save, busy, errors, message } = useUpdateWorkspace();
  const isChanged = draft.concurrent !== saved.concurrent || draft.queued !== saved.queued;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save({
      maxConcurrentRuns: draft.concurrent.trim() === '' ? null : numberOf(draft.concurrent),
      maxQueuedRuns: numberOf(draft.queued),
    });
  };
  return (
    <form noValidate className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <Field
        label="Runs at the same time"
        description="Those that wait for a person or a time do not count. Empty: any number."
        error={errors['maxConcurrentRuns']}
      >
        <Input
          inputMode="numeric"
          placeholder="Any number"
          value={draft.concurrent}
          onChange={(event) => setDraft({ ...draft, concurrent: event.target.value })}
        />
      </Field>
      <Field
        label="Queue length"
        description="When this many runs wait, further starts are refused with 429 Too Many Requests."
        error={errors['maxQueuedRuns']}
      >
        <Input
          inputMode="numeric"
          value={draft.queued}
          onChange={(event) => setDraft({ ...draft, queued: event.target.value })}
        />
      </Field>
      <Button type="submit" className="self-start" busy={busy} disabled={!isChanged}>
        Save bounds
      </Button>
    </form>
  );
}
