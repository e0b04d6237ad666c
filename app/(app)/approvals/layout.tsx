import { type ReactNode, Suspense } from 'react';
import { ApprovalsFrame } from '#components/approvals/approvals-frame.tsx';

export default function ApprovalsLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <ApprovalsFrame>{children}</ApprovalsFrame>
    </Suspense>
  );
}
