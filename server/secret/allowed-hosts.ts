import { isIP } from 'node:net';

/** A host as addresses name it: small letters, no trailing dot, no port, IPv6 without brackets; null for no host. */
export function normalHost(text: string): string | null {
  const trimmed = text.trim();
  const address = isIP(trimmed) === 6 ? `http://[${trimmed}]/` : `http://${trimmed}/`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // Anything besides a host and perhaps a port would have gone somewhere else in the address.
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) return null;
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '') || null;
}

/**
 * An entry of a secret's hosts in the form that is stored: a host, or `*.` and a domain for everything below it.
 * Null for anything else; `*` and `*.com` would be no bound at all.
 */
export function hostPattern(text: string): string | null {
  const [, wildcard = '', rest = ''] = /^\s*(\*\.)?(.*?)\s*$/.exec(text) ?? [];
  if (/[*\s:/@]/.test(rest) && isIP(rest) !== 6) return null;
  const host = normalHost(rest);
  if (host === null || (wildcard && (isIP(host) !== 0 || !host.includes('.')))) return null;
  return wildcard + host;
}

/** Whether a secret with these hosts may go to `host`. No hosts: nowhere. */
export function isAllowedHost(hosts: readonly string[], host: string): boolean {
  const target = normalHost(host);
  if (target === null) return false;
  return hosts.some((allowed) =>
    // The dot belongs to the suffix: `*.example.com` is neither example.com nor evil-example.com.
    allowed.startsWith('*.') ? target.endsWith(allowed.slice(1)) : target === allowed,
  );
}
