import { requireActor } from '#app/require-actor.ts';
import { GeneralSettings } from '#components/settings/general/general-settings.tsx';

export default async function Page() {
  await requireActor('workspace:manage');
  return <GeneralSettings />;
}
