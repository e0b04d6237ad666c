import { requireActor } from '#app/require-actor.ts';
import { ModelsSettings } from '#components/settings/models/models-settings.tsx';

export default async function Page() {
  await requireActor();
  return <ModelsSettings />;
}
