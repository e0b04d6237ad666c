'use client';

import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { numberOf, useUpdateWorkspace, type Workspace } from './use-update-workspace.ts';

/** How long finished runs are kept. Fewer days than before delete what is there, so that is asked. */
export function RetentionForm({ workspace }: { workspace: Workspace }) {
  const saved = String(workspace.retentionDays);
  const [days, setDays] = useState(saved);
  const [isAsking, setAsking] = useState(false);
  const { save, busy, errors, message } = useUpdateWorkspace();
  const wanted = numberOf(days);
  const send = (): void => {
    setAsking(false);
    save({ retentionDays: wanted });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (Number.isInteger(wanted) && wanted >= 1 && wanted < workspace.retentionDays) setAsking(true);
    else send();
  };
  return (
    <form noValidate className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <Field label="Days to keep finished runs" error={errors['retentionDays']}>
        <Input inputMode="numeric" value={days} onChange={(event) => setDays(event.target.value)} />
      </Field>
      <Button type="submit" className="self-start" busy={busy} disabled={days === saved}>
        Save retention
      </Button>
      <Dialog open={isAsking} onOpenChange={setAsking}>
        <DialogContent
          title={`Keep runs for ${wanted === 1 ? '1 day' : `${wanted} days`} only?`}
          description={`Runs that ended longer ago are deleted for good within the hour, archived ones too. Until now they were kept for ${saved} days.`}
        >
          <DialogActions>
            <DialogClose className={buttonStyles()}>Cancel</DialogClose>
            <Button variant="danger" onClick={send}>
              Delete older runs
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    </form>
  );
}
