import { CircleHelp } from 'lucide-react';
import { type Exit, WayOut } from './way-out.tsx';

const LISTS = {
  workflow: { href: '/workflows', label: 'Workflows' },
  run: { href: '/runs', label: 'Runs' },
  approval: { href: '/approvals', label: 'Approvals' },
} as const satisfies Record<string, Exit>;

/** For an address that leads nowhere, or to something this person may not see: both look the same. */
export function NotFound({ what = 'page' }: { what?: keyof typeof LISTS | 'page' }) {
  // First the list in which the thing would be, then the others.
  const first = what === 'page' ? 'workflow' : what;
  const others = Object.values(LISTS).filter((list) => list !== LISTS[first]);
  return (
    <WayOut icon={CircleHelp} title={`There is no such ${what}`} exits={[LISTS[first], ...others]}>
      It may have been removed, or the address is not quite right.
    </WayOut>
  );
}
