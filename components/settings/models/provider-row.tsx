'use client';

import { useMutation } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyles, IconButton } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { type Provider, ProviderForm } from './provider-form.tsx';
import { kindLabel } from './provider-kinds.ts';
import { TestResult } from './test-result.tsx';
import { useProviderMutations } from './use-provider-mutations.ts';

function State({ provider }: { provider: Provider }) {
  if (provider.variable) return <Badge tone="accent">Set by {provider.variable}</Badge>;
  if (provider.replacedBy) return <Badge tone="dashed">Not used: {provider.replacedBy} goes before it</Badge>;
  return <Badge tone="succeeded">Set up</Badge>;
}

function EditProvider({ provider }: { provider: Provider }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <IconButton label={`Edit ${provider.name}`} onClick={() => setOpen(true)}>
        <Pencil aria-hidden />
      </IconButton>
      <DialogContent title={`Edit ${provider.name}`}>
        <ProviderForm provider={provider} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function DeleteProvider({ provider, id }: { provider: Provider; id: string }) {
  const { remove } = useProviderMutations();
  return (
    <Dialog>
      <DialogTrigger
        aria-label={`Delete ${provider.name}`}
        title={`Delete ${provider.name}`}
        className={buttonStyles({ variant: 'ghost', size: 'icon' })}
      >
        <Trash2 aria-hidden />
      </DialogTrigger>
      <DialogContent
        title={`Delete ${provider.name}?`}
        description={`Its key is deleted with it. Agents that name a model of ${provider.name} fail until it is set up again.`}
      >
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate({ id })}>
            Delete
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

export function ProviderRow({ provider, mayManage }: { provider: Provider; mayManage: boolean }) {
  const trpc = useTRPC();
  const test = useMutation(trpc.provider.test.mutationOptions());
  const result = test.data ?? (test.error ? readFailure(test.error).message : null);
  const about = [kindLabel(provider.kind), provider.baseUrl, provider.hasKey ? 'key set' : 'no key'];
  return (
    <li className="flex flex-col gap-2 border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-1 basis-60 flex-col gap-0.5">
          <span className="flex flex-wrap items-center gap-2 text-base font-medium">
            {provider.name}
            <State provider={provider} />
          </span>
          <span className="text-xs [overflow-wrap:anywhere] text-muted">
            {about.filter((part) => part !== null).join(' · ')}
          </span>
        </div>
        {mayManage ? (
          <div className="flex items-center gap-1">
            {provider.replacedBy ? null : (
              <Button
                aria-label={`Test connection of ${provider.name}`}
                busy={test.isPending}
                onClick={() => test.mutate({ name: provider.name })}
              >
                Test connection
              </Button>
            )}
            {provider.id ? (
              <>
                <EditProvider provider={provider} />
                <DeleteProvider provider={provider} id={provider.id} />
              </>
            ) : null}
          </div>
        ) : null}
      </div>
      <TestResult result={result} />
    </li>
  );
}
