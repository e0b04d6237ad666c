import type { ReactNode } from 'react';
import { AppShell } from '#components/shell/app-shell.tsx';
import { describeMe } from '#server/account/account.service.ts';
import { currentActor } from '#server/account/current-actor.ts';
import { webDeps } from '#server/deps.ts';

/** Who is signed in comes with the page: what a role may do stands in its place from the first paint. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  const me = actor ? await describeMe(await webDeps(), actor) : null;
  return <AppShell me={me}>{children}</AppShell>;
}
