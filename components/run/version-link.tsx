import Link from 'next/link';

export interface VersionLinkProps {
  workflow: string;
  number: number;
  className: string;
  children: string;
}

/** The way to the version that a run ran, which may not be the one that runs today. */
export function VersionLink({ workflow, number, ...props }: VersionLinkProps) {
  return <Link href={`/workflows/${workflow}/versions?version=${number}`} {...props} />;
}
