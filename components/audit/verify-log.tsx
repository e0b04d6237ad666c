'use client';

import { useMutation } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTRPC } from '#components/trpc/client.ts';
import { reportFailure } from '#components/trpc/report-failure.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';

export type Verdict = RouterOutputs['audit']['verify'];

export function useVerify() {
  const trpc = useTRPC();
  return useMutation(trpc.audit.verify.mutationOptions({ onError: reportFailure }));
}

export function VerifyButton({ verify }: { verify: ReturnType<typeof useVerify> }) {
  return (
    <Button busy={verify.isPending} onClick={() => verify.mutate()}>
      <ShieldCheck aria-hidden />
      Verify
    </Button>
  );
}

/** Whether anything was changed, and the end of the log to keep elsewhere. */
export function VerdictNotice({ verdict: { entries, head, fault } }: { verdict: Verdict }) {
  if (fault) {
    return (
      <p role="alert" className="flex items-start gap-2.5 rounded-lg bg-failed-soft px-3 py-2.5 text-sm text-failed">
        <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          This log is not as it was written. {fault.message} <code className="text-xs">npm run verify-audit</code> says
          the same on the server.
        </span>
      </p>
    );
  }
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-lg bg-succeeded-soft px-3 py-2 text-sm text-succeeded"
    >
      <ShieldCheck aria-hidden className="size-4 shrink-0" />
      <span>{entries === 1 ? 'One entry, not changed.' : `${entries} entries, none changed.`}</span>
      {head ? (
        <CopyButton
          size="sm"
          variant="ghost"
          className="text-succeeded sm:ml-auto"
          text={`${head.seq}:${head.hash}`}
          label={`Copy its head, ${head.seq}:${head.hash.slice(0, 8)}…`}
        />
      ) : null}
    </div>
  );
}
