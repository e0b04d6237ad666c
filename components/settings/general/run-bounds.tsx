'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { fieldErrors, readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { notify } from '#components/ui/toast.tsx';
import { SettingsSection } from '../settings-frame.tsx';

type Workspace = RouterOutputs['workspace']['get'];

/** How many runs of the workspace work at the same time, and how many may wait for that. */
export function RunBounds({ workspace }: { workspace: Workspace }) {
  return (
    <SettingsSection
      title="Runs"
      lead="Runs beyond the first number are queued and start when there is a free place, the oldest first. A workflow can have bounds of its own."
    >
      <BoundsForm workspace={workspace} />
    </SettingsSection>
  );
}

function BoundsForm({ workspace }: { workspace: Workspace }) {
  const saved = { concurrent: String(workspace.maxConcurrentRuns ?? ''), queued: String(workspace.maxQueuedRuns) };
  const [draft, setDraft] = useState(saved);
  const update = useUpdate();
  const failure = update.error ? readFailure(update.error) : null;
  const errors = fieldErrors(failure?.details);
  const isChanged = draft.concurrent !== saved.concurrent || draft.queued !== saved.queued;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    update.mutate({
      maxConcurrentRuns: draft.concurrent === '' ? null : Number(draft.concurrent),
      maxQueuedRuns: Number(draft.queued),
    });
  };
  return (
    <form className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <FormError message={failure && Object.keys(errors).length === 0 ? failure.message : null} />
      <Field
        label="Runs at the same time"
        description="Those that wait for a person or a time do not count. Empty: any number."
        error={errors['maxConcurrentRuns']}
      >
        <Input
          type="number"
          min={1}
          max={100_000}
          step={1}
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
          type="number"
          min={1}
          max={1_000_000}
          step={1}
          required
          value={draft.queued}
          onChange={(event) => setDraft({ ...draft, queued: event.target.value })}
        />
      </Field>
      <Button type="submit" className="self-start" busy={update.isPending} disabled={!isChanged}>
        Save
      </Button>
    </form>
  );
}

function useUpdate() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.workspace.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.workspace.get.queryFilter());
        notify.done('Saved');
      },
    }),
  );
}
