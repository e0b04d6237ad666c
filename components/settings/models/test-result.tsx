import { CircleCheck, OctagonX } from 'lucide-react';
import type { RouterOutputs } from '#components/trpc/types.ts';

/** How a test of a connection ended, in place. Announced when it appears. */
export function TestResult({ result }: { result: RouterOutputs['provider']['test'] | string | null }) {
  if (result === null) return <div role="status" className="sr-only" />;
  const failed = typeof result === 'string' ? result : result.ok ? null : result.message;
  return (
    <div role="status" className="flex items-start gap-1.5 text-sm">
      {typeof result !== 'string' && result.ok ? (
        <>
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-succeeded" />
          <span className="text-ink">
            Works: {result.models} {result.models === 1 ? 'model' : 'models'}, {result.latencyMs} ms
          </span>
        </>
      ) : (
        <>
          <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
          <span className="text-failed [overflow-wrap:anywhere]">{failed}</span>
        </>
      )}
    </div>
  );
}
