import type { Metadata } from 'next';
import { requireTarget } from '#app/require-actor.ts';
import { RunPage } from '#components/run/run-page.tsx';

export const metadata: Metadata = { title: 'Run' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireTarget('run', id);
  return <RunPage id={id} />;
}
