import { requireActor } from '#app/require-actor.ts';
import { SecretsSettings } from '#components/settings/secrets/secrets-settings.tsx';

export default async function Page() {
  await requireActor('secret:view');
  return <SecretsSettings />;
}
