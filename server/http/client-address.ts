import ipaddr from 'ipaddr.js';
import type { Env } from '#server/env.ts';

/** Set by the web entry on every request, over whatever a client sent: the other end of the connection. */
export const PEER_HEADER = 'x-fermata-peer';

/**
 * Who asks, as far as the network shows; null when unknown. `X-Forwarded-For` counts only where a proxy of our own
 * stands in front (a public address is set and the peer is on our side), and then only what that proxy added.
 */
export function clientAddress(headers: Headers, env: Pick<Env, 'publicUrl'>): string | null {
  const peer = headers.get(PEER_HEADER);
  if (!peer || !ipaddr.isValid(peer)) return null;
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  const behindProxy = !isOurSide(new URL(env.publicUrl).hostname) && isOurSide(peer);
  return behindProxy && forwarded && ipaddr.isValid(forwarded) ? forwarded : peer;
}

function isOurSide(host: string): boolean {
  if (host === 'localhost') return true;
  const bare = host.replace(/^\[|\]$/g, '');
  return (
    ipaddr.isValid(bare) && ['loopback', 'private', 'uniqueLocal', 'linkLocal'].includes(ipaddr.process(bare).range())
  );
}
