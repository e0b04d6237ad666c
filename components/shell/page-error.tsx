'use client';

import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { ErrorState } from '#components/ui/empty-state.tsx';

/** What stands where a page failed: the digest leads to the line in the server's log. */
export function PageError({ digest, reset }: { digest: string | undefined; reset: () => void }) {
  const router = useRouter();
  return (
    <ErrorState
      title="This page failed"
      message={
        digest
          ? `Nothing was changed. The server's log has the cause under ${digest}.`
          : 'Nothing was changed. Try again, or go to another page.'
      }
      onRetry={() => {
        startTransition(() => {
          router.refresh();
          reset();
        });
      }}
      className="py-24"
    />
  );
}
