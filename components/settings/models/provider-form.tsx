'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { fieldErrors, formFailure, readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { DialogActions, DialogClose } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { KINDS, kindLabel, LOCAL_SERVERS, type ProviderKind } from './provider-kinds.ts';
import { TestResult } from './test-result.tsx';
import { useModelsChanged } from './use-provider-mutations.ts';

export type Provider = RouterOutputs['provider']['list']['providers'][number];

interface Draft {
  name: string;
  kind: ProviderKind;
  baseUrl: string;
  key: string;
  /** The saved key is to be forgotten. */
  forgetsKey: boolean;
  models: string;
}

function draftOf(provider: Provider | null): Draft {
  if (!provider) return { name: '', kind: 'compatible', baseUrl: '', key: '', forgetsKey: false, models: '' };
  const { name, kind, baseUrl, models } = provider;
  return { name, kind, baseUrl: baseUrl ?? '', key: '', forgetsKey: false, models: models.join(', ') };
}

const namesIn = (text: string) => text.split(/[\s,]+/).filter((name) => name !== '');

function useSave(provider: Provider | null, onDone: () => void) {
  const trpc = useTRPC();
  const onChanged = useModelsChanged();
  const options = {
    onSuccess: async () => {
      await onChanged();
      onDone();
    },
  };
  const create = useMutation(trpc.provider.create.mutationOptions(options));
  const update = useMutation(trpc.provider.update.mutationOptions(options));
  return {
    save: ({ name, kind, baseUrl, key, forgetsKey, models }: Draft) => {
      const fields = { baseUrl, models: namesIn(models), ...(key === '' ? {} : { key }) };
      if (provider?.id) update.mutate({ id: provider.id, ...fields, ...(forgetsKey ? { key: null } : {}) });
      else create.mutate({ name, kind, ...fields });
    },
    isPending: create.isPending || update.isPending,
    error: create.error ?? update.error,
    reset: () => {
      create.reset();
      update.reset();
    },
  };
}

/** What is typed is tested as it is, before anything is saved. */
function useTry(provider: Provider | null) {
  const trpc = useTRPC();
  const attempt = useMutation(trpc.provider.try.mutationOptions());
  const failure = attempt.error ? readFailure(attempt.error) : null;
  const [detail] = Object.values(fieldErrors(failure?.details));
  return {
    run: ({ name, kind, baseUrl, key, forgetsKey }: Draft) =>
      attempt.mutate({
        // With the id, the saved key would be tried.
        ...(provider?.id && !forgetsKey ? { id: provider.id } : {}),
        name: name || 'provider',
        kind,
        baseUrl,
        ...(key === '' ? {} : { key }),
      }),
    isPending: attempt.isPending,
    result: attempt.data ?? detail ?? failure?.message ?? null,
    reset: attempt.reset,
  };
}

function keyHint(provider: Provider | null, kind: ProviderKind): string {
  if (provider?.hasKey) return 'A key is set; type to replace it. Nobody can read it again.';
  const kept = 'It is encrypted, goes to this host only, and nobody can read it again.';
  return kind === 'compatible' ? `Only if the server asks for one. ${kept}` : kept;
}

/** Adds a provider, or changes one; name and kind stay what they were. */
export function ProviderForm({ provider, onDone }: { provider: Provider | null; onDone: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(provider));
  const saving = useSave(provider, onDone);
  const trying = useTry(provider);
  const { message, fields } = formFailure(saving.error);
  const set = (changed: Partial<Draft>): void => {
    setDraft({ ...draft, ...changed });
    trying.reset();
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    saving.save(draft);
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      {provider ? (
        <p className="text-sm text-muted">{kindLabel(provider.kind)}</p>
      ) : (
        <NameAndKind draft={draft} error={fields['name']} onChange={set} />
      )}
      <AddressField draft={draft} error={fields['baseUrl']} isNew={provider === null} onChange={set} />
      <KeyField draft={draft} error={fields['key']} provider={provider} onChange={set} />
      <Field
        label="More models"
        description="Names to offer besides those that the provider lists, separated by commas."
        error={fields['models']}
      >
        <Input value={draft.models} onChange={(event) => set({ models: event.target.value })} />
      </Field>
      <TestResult result={trying.result} />
      <DialogActions>
        <Button className="sm:mr-auto" busy={trying.isPending} onClick={() => trying.run(draft)}>
          Test connection
        </Button>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button type="submit" variant="primary" busy={saving.isPending}>
          {provider ? 'Save' : 'Add provider'}
        </Button>
      </DialogActions>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  error: string | undefined;
  onChange(fields: Partial<Draft>): void;
}

function KeyField({ draft, error, provider, onChange }: PartProps & { provider: Provider | null }) {
  const hasKey = provider?.hasKey === true;
  return (
    <div className="flex flex-col gap-2">
      <Field label="Key" description={keyHint(provider, draft.kind)} error={error}>
        <Input
          type="password"
          autoComplete="off"
          value={draft.key}
          disabled={draft.forgetsKey}
          placeholder={hasKey && !draft.forgetsKey ? '••••••••' : ''}
          onChange={(event) => onChange({ key: event.target.value })}
        />
      </Field>
      {hasKey && draft.kind === 'compatible' && (
        <Checkbox
          label="Forget the key; this server needs none"
          checked={draft.forgetsKey}
          onCheckedChange={(forgetsKey) => onChange({ forgetsKey, ...(forgetsKey ? { key: '' } : {}) })}
        />
      )}
    </div>
  );
}

function NameAndKind({ draft, error, onChange }: PartProps) {
  return (
    <>
      <Field label="Kind">
        <Select
          value={draft.kind}
          options={KINDS}
          onValueChange={(kind) =>
            onChange({
              kind,
              name: kind === 'compatible' ? '' : kind,
              ...(kind === 'compatible' ? {} : { baseUrl: '' }),
            })
          }
        />
      </Field>
      <Field label="Name" description="Comes before the slash in the name of a model." error={error}>
        <Input
          value={draft.name}
          placeholder="ollama"
          required
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
    </>
  );
}

function AddressField({ draft, error, isNew, onChange }: PartProps & { isNew: boolean }) {
  const compatible = draft.kind === 'compatible';
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Base URL"
        description={
          compatible
            ? 'The address up to /v1.'
            : 'Empty for the provider’s own. Set it for a proxy that speaks its protocol.'
        }
        error={error}
      >
        <Input
          type="url"
          value={draft.baseUrl}
          placeholder={compatible ? 'http://localhost:11434/v1' : ''}
          required={compatible}
          autoComplete="off"
          onChange={(event) => onChange({ baseUrl: event.target.value })}
        />
      </Field>
      {compatible && isNew ? (
        <div className="flex flex-wrap items-center gap-2 text-xs text-muted">
          <span>Usual addresses</span>
          {LOCAL_SERVERS.map(({ label, name, baseUrl }) => (
            <Button key={label} size="sm" onClick={() => onChange({ baseUrl, name: draft.name || name })}>
              {label}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
