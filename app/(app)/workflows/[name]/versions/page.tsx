import type { Metadata } from 'next';
import { requireTarget } from '#app/require-actor.ts';
import { readComparedWith, readShown } from '#components/versions/shown.ts';
import { VersionsPage } from '#components/versions/versions-page.tsx';

interface Props {
  params: Promise<{ name: string }>;
  searchParams: Promise<{ version?: string | string[]; with?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await params;
  return { title: `Versions of ${name}` };
}

export default async function Page({ params, searchParams }: Props) {
  const { name } = await params;
  const query = await searchParams;
  await requireTarget('workflow', name);
  return <VersionsPage name={name} shown={readShown(query.version)} compareWith={readComparedWith(query.with)} />;
}
