import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent, request as undiciRequest } from 'undici';
import type { Dispatcher } from 'undici';
import { NodeFailure } from '#core/node/executor.ts';
import type { HttpRequest, HttpResponse } from '#core/node/capabilities.ts';
import { isAllowedAddress, parseAllowList, plainHost } from './address.ts';
import type { EgressAllowList } from './address.ts';
import { readBody } from './read-body.ts';

/**
 * The only way out for addresses that a workflow names. Every hop is checked by itself: scheme, literal address, every
 * address that the name resolves to; the connection then goes to an address that was checked, so a name server that
 * changes its answer in between gains nothing. Proxies of the environment are not used.
 */
export type EgressFetch = (request: HttpRequest, options: { signal: AbortSignal }) => Promise<HttpResponse>;

/** All addresses of a name. A parameter, so that tests can play the name server. */
export type ResolveHost = (host: string) => Promise<{ address: string; family: number }[]>;

const MAX_REDIRECTS = 5;
const CONNECT_TIMEOUT_MS = 10_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What another origin may see after a redirect: whatever else a request carries may be a credential. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);
/** Set by the connection itself; from a workflow they could smuggle a second request or name another host. */
const OWN_HEADERS =
  /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/i;

interface Hop {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | undefined;
}

function egressBlocked(reason: string): NodeFailure {
  return new NodeFailure({ code: 'EGRESS_BLOCKED', message: `The request was not sent: ${reason}.` });
}

const PRIVATE_HINT = 'an administrator can allow it with FERMATA_EGRESS_ALLOW';

/**
 * The part of the check that needs no network.
 * @throws NodeFailure EGRESS_BLOCKED
 */
export function checkUrl(text: string, allow: EgressAllowList): URL {
  if (!URL.canParse(text)) throw egressBlocked('its address is not a valid URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw egressBlocked(`only http and https are allowed, not ${url.protocol.replace(':', '')}`);
  }
  if (url.username || url.password) throw egressBlocked('an address may not hold a user name or password');
  const host = plainHost(url.hostname);
  if (isIP(host) && !allow.hosts.has(host) && !isAllowedAddress(host, allow)) {
    throw egressBlocked(`${host} is a private or reserved address (${PRIVATE_HINT})`);
  }
  return url;
}

/** Resolves a name for the connection and refuses when any of its addresses is not allowed. */
export function guardedLookup(resolve: ResolveHost, allow: EgressAllowList): LookupFunction {
  return (hostname, options, callback) => {
    const host = plainHost(hostname);
    resolve(host).then(
      (addresses) => {
        const bad = allow.hosts.has(host) ? undefined : addresses.find((one) => !isAllowedAddress(one.address, allow));
        if (bad) {
          callback(
            egressBlocked(`${host} leads to the private or reserved address ${bad.address} (${PRIVATE_HINT})`),
            '',
          );
          return;
        }
        const [first] = addresses;
        if (!first) callback(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), '');
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function checkHeaders(headers: Record<string, string>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.test(name)) throw egressBlocked(`the header ${name} is set by the connection itself`);
    lower[name.toLowerCase()] = value;
  }
  return { 'user-agent': 'Fermata', accept: '*/*', ...lower };
}

function redirected(hop: Hop, status: number, location: string, allow: EgressAllowList): Hop {
  if (!URL.canParse(location, hop.url)) throw egressBlocked('it was redirected to something that is not a valid URL');
  const url = checkUrl(new URL(location, hop.url).href, allow);
  const sameOrigin = url.origin === hop.url.origin;
  const headers = sameOrigin
    ? hop.headers
    : Object.fromEntries(Object.entries(hop.headers).filter(([name]) => HARMLESS_HEADERS.has(name)));
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  if (!becomesGet) return { ...hop, url, headers };
  const { 'content-type': _dropped, ...rest } = headers;
  return { method: 'GET', url, headers: rest, body: undefined };
}

/** Whether a connection was made and the request may therefore have reached the other side. */
interface Progress {
  connected: boolean;
}

function networkFailure(error: unknown, hop: Hop, progress: Progress, timedOut: boolean): NodeFailure {
  if (NodeFailure.is(error)) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  const unknown = { outcomeUnknown: progress.connected, cause };
  const { host } = hop.url;
  if (timedOut || code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new NodeFailure(
      { code: 'HTTP_TIMEOUT', message: `${host} did not answer in time.`, retryable: true },
      unknown,
    );
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new NodeFailure({
      code: 'HTTP_REQUEST_INVALID',
      message: `The request to ${host} cannot be sent: ${cause.message}.`,
    });
  }
  const what = progress.connected ? `The connection to ${host} was lost` : `${host} cannot be reached`;
  return new NodeFailure({ code: 'HTTP_UNREACHABLE', message: `${what} (${code}).`, retryable: true }, unknown);
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

export interface EgressOptions {
  /** Hosts and networks that may be reached although private. */
  allow: readonly string[];
  resolve?: ResolveHost;
}

/**
 * Makes the guarded fetch. It throws NodeFailure EGRESS_BLOCKED, HTTP_TIMEOUT, HTTP_UNREACHABLE, HTTP_TOO_LARGE or
 * HTTP_REQUEST_INVALID, with `outcomeUnknown` when the request may have been carried out; an abort of the caller's
 * signal throws the signal's reason.
 */
export function createEgressFetch(options: EgressOptions): EgressFetch {
  const allow = parseAllowList(options.allow);
  const resolve = options.resolve ?? ((host) => lookup(host, { all: true }));
  const connect = { lookup: guardedLookup(resolve, allow), timeout: CONNECT_TIMEOUT_MS };

  async function send(hop: Hop, maxBytes: number, signal: AbortSignal, progress: Progress) {
    // A dispatcher of its own: no connection outlives the check that it passed.
    const dispatcher = new Agent({ connect, pipelining: 0 });
    dispatcher.on('connect', () => {
      progress.connected = true;
    });
    try {
      const { method, headers, body } = hop;
      const response = await undiciRequest(hop.url, {
        dispatcher,
        method: method as Dispatcher.HttpMethod,
        headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
        body,
        signal,
      });
      const location = response.headers.location;
      if (REDIRECTS.has(response.statusCode) && typeof location === 'string') {
        return { redirect: { status: response.statusCode, location } };
      }
      const bytes = await readBody(response, { method, maxBytes, host: hop.url.host });
      return { response: { status: response.statusCode, headers: plainHeaders(response.headers), body: bytes } };
    } finally {
      await dispatcher.destroy();
    }
  }

  return async (request, { signal }) => {
    signal.throwIfAborted();
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const either = AbortSignal.any([signal, timeout]);
    const { method, body } = request;
    let hop: Hop = { method, url: checkUrl(request.url, allow), headers: checkHeaders(request.headers), body };
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const progress: Progress = { connected: false };
      try {
        const result = await send(hop, request.maxBytes, either, progress);
        if (result.response) return result.response;
        hop = redirected(hop, result.redirect.status, result.redirect.location, allow);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw networkFailure(error, hop, progress, timeout.aborted);
      }
    }
    throw egressBlocked(`${hop.url.host} redirected more than ${MAX_REDIRECTS} times`);
  };
}
