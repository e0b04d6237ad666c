import { requireActor } from '#app/require-actor.ts';
import { AccountSettings } from '#components/settings/account-settings.tsx';

export default async function Page() {
  await requireActor();
  return <AccountSettings />;
}
