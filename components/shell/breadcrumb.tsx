import Link from 'next/link';
import type { ReactNode } from 'react';

/** The way here from the list of workflows; on a phone only its end. The last child is the page's heading. */
export function Breadcrumb({ children }: { children: ReactNode }) {
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-2 text-base">
      <Link href="/workflows" className="text-muted hover:text-ink max-sm:hidden">
        Workflows
      </Link>
      <span aria-hidden className="text-subtle max-sm:hidden">
        /
      </span>
      {children}
    </nav>
  );
}
