import type { ReactNode } from 'react';
import { Checkbox } from '#components/ui/checkbox.tsx';
import type { Picked } from './use-picked.ts';

/** Above a list: picks all, says how many are picked, and offers what can be done with them. */
export function PickedBar({ picked, total, children }: { picked: Picked; total: number; children: ReactNode }) {
  const count = picked.ids.length;
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2 px-3 touch:min-h-11">
      <Checkbox
        checked={total > 0 && count === total}
        indeterminate={count > 0 && count < total}
        onCheckedChange={picked.all}
        label={count === 0 ? 'Select all' : `${count} selected`}
      />
      {count > 0 ? <div className="flex flex-wrap gap-2">{children}</div> : null}
    </div>
  );
}
