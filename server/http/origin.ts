import { isIP } from 'node:net';
import { FermataError } from '#core/errors.ts';
import type { Env } from '#server/env.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/**
 * Keeps other sites out: what changes something must come from a page of ours. Programs with an API key send no
 * `Origin` and carry no cookie that a browser could be tricked into sending.
 * @throws FermataError FORBIDDEN
 */
export function requireOwnOrigin(request: Request, env: Pick<Env, 'publicUrl' | 'port'>): void {
  const origin = request.headers.get('origin');
  if (origin === null) {
    if (SAFE_METHODS.has(request.method) || request.headers.has('authorization')) return;
    throw new FermataError('FORBIDDEN', 'The request has no Origin header. Programs send an API key instead.');
  }
  if (isOwnOrigin(origin, request.headers.get('host'), env)) return;
  throw new FermataError(
    'FORBIDDEN',
    `Requests from ${origin} are refused. If this is the address of this Fermata, set FERMATA_URL to it.`,
  );
}

/**
 * A host name is ours only if we know it beforehand, since any name can be made to point here; an address in numbers
 * cannot lie, so it is ours when it is the one the browser asked.
 */
function isOwnOrigin(origin: string, host: string | null, env: Pick<Env, 'publicUrl' | 'port'>): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port, host: originHost } = new URL(origin);
  if (origin === new URL(env.publicUrl).origin) return true;
  if (protocol !== 'http:') return false;
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  if (isLoopback) return Number(port || 80) === env.port;
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 && originHost === host;
}
