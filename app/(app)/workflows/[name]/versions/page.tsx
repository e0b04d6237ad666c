import type { Metadata } from 'next';
import { requireTarget } from '#app/require-actor.ts';
import { VersionsPage } from '#components/versions/versions-page.tsx';

interface Props {
  params: Promise<{ name: string }>;
  searchParams: Promise<{ version?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await params;
  return { title: `Versions of ${name}` };
}

export default async function Page({ params, searchParams }: Props) {
  const { name } = await params;
  const { version } = await searchParams;
  await requireTarget('workflow', name);
  const number = typeof version === 'string' && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : null;
  return <VersionsPage name={name} number={number} />;
}
