import { lookup } from 'node:dns/promises';
import { FermataError } from '#core/errors.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { defaultBaseUrl, type ProviderKind } from '#server/capabilities/model/provider.ts';
import { isAllowedAddress, parseAllowList, plainHost } from '#server/capabilities/http/address.ts';
import { checkUrl } from '#server/capabilities/http/egress.ts';

function refused(message: string): FermataError {
  return new FermataError('VALIDATION', message, { details: [{ path: ['baseUrl'], message }] });
}

/**
 * The address that a provider is reached at, refused while somebody is there to read why: the egress guard would
 * refuse each call.
 * @throws FermataError VALIDATION
 */
export async function checkedBaseUrl(
  kind: ProviderKind,
  baseUrl: string | null,
  allowed: readonly string[],
): Promise<string> {
  const address = baseUrl ?? defaultBaseUrl(kind);
  if (address === null) throw refused('A compatible server needs its address, such as http://localhost:11434/v1.');
  const host = plainHost(new URL(address).hostname);
  const allow = parseAllowList(allowed);
  const hint = `Fermata reaches no private or reserved address unless it was started with FERMATA_EGRESS_ALLOW=${host}.`;
  try {
    checkUrl(address, allow);
  } catch (cause) {
    throw NodeFailure.is(cause) ? refused(`${host} is a private or reserved address. ${hint}`) : cause;
  }
  if (allow.hosts.has(host)) return address;
  // A name that does not resolve now may do so later; the guard looks again at every connection.
  const addresses = await lookup(host, { all: true }).catch(() => []);
  const bad = addresses.find((one) => !isAllowedAddress(one.address, allow));
  if (bad) throw refused(`${host} leads to the private or reserved address ${bad.address}. ${hint}`);
  return address;
}
