import { Lock } from 'lucide-react';
import { WayOut } from './way-out.tsx';

/** For a page that exists, to somebody whose role does not open it. */
export function Forbidden() {
  return (
    <WayOut
      icon={Lock}
      title="You may not open this page"
      exits={[
        { href: '/workflows', label: 'Workflows' },
        { href: '/settings/members', label: 'Members' },
      ]}
    >
      Your role does not include it. An admin can change your role in Settings, under Members.
    </WayOut>
  );
}
