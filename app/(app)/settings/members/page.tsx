import { requireActor } from '#app/require-actor.ts';
import { MembersSettings } from '#components/settings/members-settings.tsx';

export default async function Page() {
  await requireActor();
  return <MembersSettings />;
}
