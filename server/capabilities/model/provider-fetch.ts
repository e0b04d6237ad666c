import { Agent, fetch as undiciFetch } from 'undici';
import type { RequestInit } from 'undici';

/** The SDK's own idle and attempt limits apply; these only free sockets that nobody waits for any more. */
const SOCKET_LIMIT_MS = 15 * 60_000;

const dispatcher = new Agent({ headersTimeout: SOCKET_LIMIT_MS, bodyTimeout: SOCKET_LIMIT_MS });

/**
 * Fetch for model providers. Their addresses come from the operator, so a private one is fine and the egress guard does
 * not apply; but the key must not travel, so a redirect is an error instead of another request.
 */
export const providerFetch = ((input: string | URL, init?: RequestInit) =>
  undiciFetch(input, { ...init, redirect: 'error', dispatcher })) as unknown as typeof globalThis.fetch;
