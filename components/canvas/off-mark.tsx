import { PowerOff } from 'lucide-react';

/** On the card of a node that is switched off: a run passes it by. The dashes of the card alone would say that to few. */
export function OffMark() {
  return (
    <span
      title="Switched off: runs pass it by"
      className="canvas-off flex shrink-0 items-center gap-1 text-2xs font-medium"
    >
      <PowerOff aria-hidden className="size-3.5" /> Off
    </span>
  );
}
