import { requireActor } from '#app/require-actor.ts';
import { AuditPage } from '#components/audit/audit-page.tsx';

export default async function Page() {
  await requireActor('audit:view');
  return <AuditPage />;
}
