import { lookup } from 'node:dns/promises';
import { Agent, fetch as undiciFetch } from 'undici';
import type { RequestInit } from 'undici';
import { parseAllowList } from '#server/capabilities/http/address.ts';
import { checkUrl, guardedLookup, type ResolveHost } from '#server/capabilities/http/egress.ts';

type Fetch = typeof globalThis.fetch;

/** The SDK's own idle and attempt limits apply; these only free sockets that nobody waits for any more. */
const SOCKET_LIMIT_MS = 15 * 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** More than any answer or list of models; a server that never stops must not fill the memory. */
const MAX_RESPONSE_BYTES = 50_000_000;

const LIMITS = { headersTimeout: SOCKET_LIMIT_MS, bodyTimeout: SOCKET_LIMIT_MS, maxResponseSize: MAX_RESPONSE_BYTES };

/** A key must not travel, so a redirect is an error instead of another request. */
function send(input: string | URL, init: RequestInit | undefined, dispatcher: Agent) {
  return undiciFetch(input, { ...init, redirect: 'error', dispatcher });
}

const ownDispatcher = new Agent({ ...LIMITS, connect: { timeout: CONNECT_TIMEOUT_MS } });

/** For addresses that the operator set in the environment: a private one is fine, so the egress guard does not apply. */
export const trustedProviderFetch = ((input: string | URL, init?: RequestInit) =>
  send(input, init, ownDispatcher)) as unknown as Fetch;

/**
 * For addresses that somebody typed into the settings: through the egress guard, like those of http nodes. What it
 * refuses is the `cause` of the error that fetch throws.
 */
export function guardedProviderFetch(allowed: readonly string[], resolve: ResolveHost = resolveHost): Fetch {
  const allow = parseAllowList(allowed);
  const connect = { lookup: guardedLookup(resolve, allow), timeout: CONNECT_TIMEOUT_MS };
  const dispatcher = new Agent({ ...LIMITS, connect });
  return (async (input: string | URL, init?: RequestInit) =>
    send(checkUrl(String(input), allow), init, dispatcher)) as unknown as Fetch;
}

const resolveHost: ResolveHost = (host) => lookup(host, { all: true });
