import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonStyles } from '#components/ui/button.tsx';

export interface Exit {
  href: string;
  label: string;
}

/** A page that has nothing to show says why and leads on. The first exit is the likely one. */
export function WayOut({
  icon: Icon,
  title,
  exits,
  children,
}: {
  icon: LucideIcon;
  title: string;
  exits: readonly Exit[];
  children: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-24 text-center">
      <Icon aria-hidden className="mb-1 size-6 text-subtle" />
      <h1 className="text-lg font-semibold">{title}</h1>
      <p className="text-sm text-muted">{children}</p>
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        {exits.map(({ href, label }, index) => (
          <Link key={href} href={href} className={buttonStyles({ variant: index === 0 ? 'primary' : 'secondary' })}>
            {label}
          </Link>
        ))}
      </div>
    </div>
  );
}
