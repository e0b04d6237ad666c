import { CircleHelp } from 'lucide-react';
import Link from 'next/link';
import { buttonStyles } from '#components/ui/button.tsx';

/** For an address that leads nowhere, or to something this person may not see: both look the same. */
export function NotFound({ what = 'page' }: { what?: 'page' | 'workflow' | 'run' | 'approval' }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-24 text-center">
      <CircleHelp aria-hidden className="mb-1 size-6 text-subtle" />
      <h1 className="text-lg font-semibold">There is no such {what}</h1>
      <p className="text-sm text-muted">It may have been removed, or the address is not quite right.</p>
      <div className="mt-3 flex gap-2">
        <Link href="/workflows" className={buttonStyles({ variant: 'primary' })}>
          Workflows
        </Link>
        <Link href="/approvals" className={buttonStyles()}>
          Approvals
        </Link>
      </div>
    </div>
  );
}
