import { notify } from '#components/ui/toast.tsx';
import { failureReport, readFailure } from './error.ts';

/** For what failed away from where somebody looks: a toast that stays, with the details to copy. */
export function reportFailure(error: unknown): void {
  const failure = readFailure(error);
  notify.error(failure.message, { details: failureReport(failure) });
}
