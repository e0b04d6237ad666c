'use client';

import { useQuery } from '@tanstack/react-query';
import { BrainCircuit, Plus } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '#components/account/use-me.ts';
import { SettingsSection } from '#components/settings/settings-frame.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { DefaultModel } from './default-model.tsx';
import { PriceTable } from './price-table.tsx';
import { type Provider, ProviderForm } from './provider-form.tsx';
import { ProviderRow } from './provider-row.tsx';

function AddProvider() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger className={buttonStyles({ variant: 'primary' })}>
        <Plus aria-hidden />
        Add provider
      </DialogTrigger>
      <DialogContent title="Add a provider">
        <ProviderForm provider={null} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function ProviderList({ providers, mayManage }: { providers: readonly Provider[]; mayManage: boolean }) {
  if (providers.length === 0) {
    return (
      <EmptyState icon={BrainCircuit} title="No provider yet" action={mayManage ? <AddProvider /> : null}>
        Agents answer from the simulated model. Add OpenAI, Anthropic or Google with a key, or a server of your own,
        such as Ollama at http://localhost:11434/v1.
      </EmptyState>
    );
  }
  return (
    <>
      {mayManage ? (
        <div>
          <AddProvider />
        </div>
      ) : null}
      <ul aria-label="Providers" className="overflow-hidden rounded-lg border border-line">
        {providers.map((provider) => (
          <ProviderRow key={provider.id ?? provider.variable} provider={provider} mayManage={mayManage} />
        ))}
      </ul>
    </>
  );
}

function Prices({ data, mayManage }: { data: RouterOutputs['provider']['models']; mayManage: boolean }) {
  if (data.models.length === 0) return null;
  return (
    <SettingsSection
      title="Prices"
      lead={`In USD for a million tokens. Built-in prices are list prices as they were noted on ${data.pricesAsOf}, without discounts or surcharges, and may be out of date.${mayManage ? ' Set what you really pay.' : ''} An unknown price is shown as – and never counts as 0.`}
    >
      <PriceTable models={data.models} mayManage={mayManage} />
    </SettingsSection>
  );
}

/** Providers, the default model, and what models cost. */
export function ModelsSettings() {
  const trpc = useTRPC();
  const mayManage = useCan('provider:manage');
  const mayChooseDefault = useCan('workspace:manage');
  const list = useQuery(trpc.provider.list.queryOptions());
  const models = useQuery(trpc.provider.models.queryOptions());
  return (
    <>
      <SettingsSection
        title="Providers"
        lead={`Where agents get their models from. ${mayManage ? 'What is saved here works at once.' : 'An admin can add one.'}`}
      >
        {list.isPending ? <RowsSkeleton rows={2} lines={2} /> : null}
        {list.isError ? (
          <ErrorState message={readFailure(list.error).message} onRetry={() => void list.refetch()} />
        ) : null}
        {list.data ? <ProviderList providers={list.data.providers} mayManage={mayManage} /> : null}
      </SettingsSection>
      {/* What stands below the providers comes once they are there, and so is never moved by them. */}
      {list.data ? (
        <SettingsSection title="Default model" lead="For every agent that names no model of its own.">
          <DefaultModel list={list.data} models={models.data} mayChange={mayChooseDefault} />
        </SettingsSection>
      ) : null}
      {list.data && models.isPending ? <RowsSkeleton rows={3} /> : null}
      {models.isError ? (
        <ErrorState message={readFailure(models.error).message} onRetry={() => void models.refetch()} />
      ) : null}
      {list.data && models.data ? <Prices data={models.data} mayManage={mayManage} /> : null}
    </>
  );
}
