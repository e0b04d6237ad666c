import { Hand } from 'lucide-react';
import { EmptyState } from '#components/ui/empty-state.tsx';

/** The right side while nothing is chosen; phones never see it. */
export function ChooseApproval() {
  return (
    <EmptyState icon={Hand} title="Choose an approval" className="py-32">
      Press J or K to move through the list. On an open one, A approves, R rejects and E edits.
    </EmptyState>
  );
}
