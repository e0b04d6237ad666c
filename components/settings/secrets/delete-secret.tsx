'use client';

import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import type { SecretItem } from './secret-row.tsx';
import { useRefreshSecrets } from './use-secret-mutation.ts';

/** What stops working, before it does. */
function Consequences({ usedBy }: Pick<SecretItem, 'usedBy'>) {
  if (usedBy.workflows.length === 0) return <p className="text-sm text-muted">No workflow names it.</p>;
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <p>
        {usedBy.workflows.length === 1 ? 'This workflow names it and fails' : 'These workflows name it and fail'} there:
      </p>
      <ul className="list-disc pl-5">
        {usedBy.workflows.map(({ name, title }) => (
          <li key={name}>
            <Link href={`/workflows/${name}`} className="text-accent hover:underline">
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Not for the key of a provider, which goes with its provider. */
export function DeleteSecret({ secret }: { secret: SecretItem }) {
  const trpc = useTRPC();
  const refresh = useRefreshSecrets();
  const [open, setOpen] = useState(false);
  const remove = useMutation(
    trpc.secret.delete.mutationOptions({ onSuccess: () => refresh().then(() => setOpen(false)) }),
  );
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger
        aria-label={`Delete ${secret.name}`}
        title="Delete"
        className={buttonStyles({ variant: 'ghost', size: 'icon' })}
      >
        <Trash2 aria-hidden />
      </DialogTrigger>
      <DialogContent title={`Delete ${secret.name}?`} description="Its value is gone for good.">
        <FormError message={formFailure(remove.error).message} />
        <Consequences usedBy={secret.usedBy} />
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate({ id: secret.id })}>
            Delete secret
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
