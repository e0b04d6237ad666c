import { Activity, Inbox, type LucideIcon, Settings, Workflow } from 'lucide-react';

export interface NavItem {
  href: string;
  label: string;
  icon: LucideIcon;
}

export const APPROVALS_HREF = '/approvals';
export const MAIN_ITEMS: readonly NavItem[] = [
  { href: '/workflows', label: 'Workflows', icon: Workflow },
  { href: '/runs', label: 'Runs', icon: Activity },
  { href: APPROVALS_HREF, label: 'Approvals', icon: Inbox },
];
export const SETTINGS_ITEM: NavItem = { href: '/settings', label: 'Settings', icon: Settings };

export function isCurrent(item: NavItem, pathname: string): boolean {
  return pathname === item.href || pathname.startsWith(`${item.href}/`);
}

/** The name of a destination for assistive technology, with what waits there. */
export function navName(item: NavItem, waiting: number): string {
  return item.href === APPROVALS_HREF && waiting > 0 ? `${item.label}, ${waiting} waiting for you` : item.label;
}
