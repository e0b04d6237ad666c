import { WifiOff } from 'lucide-react';

/** Says that what is shown may be old; the run itself goes on. */
export function ConnectionBanner() {
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 border-b border-warning/40 bg-warning-soft px-4 py-1.5 text-sm text-ink"
    >
      <WifiOff aria-hidden className="size-4 text-warning" />
      Live updates paused, reconnecting. The run goes on; this page catches up by itself.
    </p>
  );
}
