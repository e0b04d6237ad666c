import { Pin } from 'lucide-react';

/** On the card of a node whose output is pinned: in a test run it does nothing. */
export function PinMark() {
  return (
    <span title="Pinned output: test runs do not run it" className="canvas-pin flex shrink-0 text-accent">
      <Pin aria-hidden className="size-3.5" />
    </span>
  );
}
