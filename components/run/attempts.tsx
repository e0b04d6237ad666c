import { formatDuration } from '#core/duration.ts';
import type { Execution } from '#core/run/state.ts';
import { formatExact } from '#components/ui/format.ts';
import { NODE_STATUS_LOOK, StatusIcon } from '#components/ui/status.tsx';

/** Every try of an execution, the failed ones with their error. */
export function Attempts({ execution }: { execution: Execution }) {
  const look = NODE_STATUS_LOOK[execution.status];
  return (
    <ol className="flex flex-col gap-2 text-sm">
      {execution.retries.map((retry) => (
        <li key={`${retry.attempt}-${retry.at}`} className="rounded-lg border border-line p-3">
          <p className="flex items-center gap-2 font-medium">
            <StatusIcon look={NODE_STATUS_LOOK.failed} className="text-failed" /> Attempt {retry.attempt} failed
          </p>
          <p className="mt-1 break-words">{retry.error.message}</p>
          <p className="mt-0.5 text-2xs text-muted">
            <span className="font-mono">{retry.error.code}</span> · {formatExact(retry.at)}
          </p>
        </li>
      ))}
      <li className="rounded-lg border border-line p-3">
        <p className="flex items-center gap-2 font-medium">
          <StatusIcon look={look} className={look.ink} /> Attempt {Math.max(1, execution.attempt)}:{' '}
          {look.word.toLowerCase()}
        </p>
        {execution.startedAt && execution.endedAt ? (
          <p className="mt-0.5 text-2xs text-muted tabular-nums">
            {formatDuration(Date.parse(execution.endedAt) - Date.parse(execution.startedAt))} in all
          </p>
        ) : null}
      </li>
    </ol>
  );
}
