import type { Metadata } from 'next';
import { requireActor } from '#app/require-actor.ts';
import { RunsPage } from '#components/runs/runs-page.tsx';

export const metadata: Metadata = { title: 'Runs' };

export default async function Page() {
  await requireActor();
  return <RunsPage />;
}
