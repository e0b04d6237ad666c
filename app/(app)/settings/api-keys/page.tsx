import { requireActor } from '#app/require-actor.ts';
import { KeysSettings } from '#components/settings/keys-settings.tsx';

export default async function Page() {
  await requireActor();
  return <KeysSettings />;
}
