'use client';

import { useQuery } from '@tanstack/react-query';
import { LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { postJson } from '#components/account/post-json.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import {
  Menu,
  MenuContent,
  MenuGroup,
  MenuItem,
  MenuLabel,
  MenuLink,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '#components/ui/menu.tsx';
import { notify } from '#components/ui/toast.tsx';
import { chooseTheme, currentTheme, type Theme } from './theme.ts';

const THEME_CHOICES = [
  { value: 'system', label: 'Same as system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

async function signOut(): Promise<void> {
  const answer = await postJson('/api/auth/sign-out', {});
  // A full load, so that nothing of this session stays in memory.
  if (answer.ok) window.location.assign('/sign-in');
  else notify.error(answer.message);
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <MenuRadioGroup
      value={theme}
      onValueChange={(value: Theme) => {
        chooseTheme(value);
        setTheme(value);
      }}
    >
      {THEME_CHOICES.map(({ value, label, icon: Icon }) => (
        <MenuRadioItem key={value} value={value}>
          <Icon aria-hidden />
          {label}
        </MenuRadioItem>
      ))}
    </MenuRadioGroup>
  );
}

/** Who is signed in; theme, settings, sign out. */
export function UserMenu({ side }: { side: 'right' | 'top' }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.account.me.queryOptions()).data;
  return (
    <Menu>
      <MenuTrigger className="relative flex size-9 items-center justify-center rounded-full touch:size-11">
        <Avatar name={me?.user.name ?? ''} />
        <span className="sr-only">{me ? `Account of ${me.user.name}` : 'Account'}</span>
      </MenuTrigger>
      <MenuContent side={side} align="end" sideOffset={8} className="min-w-56">
        {me ? (
          <div className="px-2 py-1.5">
            <div className="text-sm font-medium">{me.user.name}</div>
            <div className="text-xs text-muted">{me.user.email}</div>
          </div>
        ) : null}
        <MenuSeparator />
        <MenuGroup>
          <MenuLabel>Theme</MenuLabel>
          <ThemeChoice />
        </MenuGroup>
        <MenuSeparator />
        <MenuLink render={<Link href="/settings/account" />}>
          <Settings aria-hidden />
          Account settings
        </MenuLink>
        <MenuItem onClick={() => void signOut()}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
