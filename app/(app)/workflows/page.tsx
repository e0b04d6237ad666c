import type { Metadata } from 'next';
import { requireActor } from '#app/require-actor.ts';
import { WorkflowsPage } from '#components/workflows/workflows-page.tsx';

export const metadata: Metadata = { title: 'Workflows' };

export default async function Page() {
  await requireActor();
  return <WorkflowsPage />;
}
