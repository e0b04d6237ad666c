import ipaddr from 'ipaddr.js';

/** Addresses that look public but belong to the machine's own cloud: 168.63.129.16 is Azure's host agent. */
const DENIED = [['168.63.129.16', 32]] as const;
/** The only part of IPv6 that is routed on the internet. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

type Cidr = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Hosts and networks that may be reached although they are private (`FERMATA_EGRESS_ALLOW`). */
export interface EgressAllowList {
  hosts: ReadonlySet<string>;
  networks: readonly Cidr[];
}

function within(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Cidr): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** A host name without case and trailing dot, an IPv6 literal without brackets. */
export function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '');
}

/** Reads entries such as `pay.internal`, `10.1.2.3` and `10.0.0.0/8`. */
export function parseAllowList(entries: readonly string[]): EgressAllowList {
  const hosts = new Set<string>();
  const networks: Cidr[] = [];
  for (const entry of entries) {
    const text = plainHost(entry);
    if (ipaddr.isValidCIDR(text)) networks.push(ipaddr.parseCIDR(text));
    else if (ipaddr.isValid(text)) networks.push(singleAddress(text));
    else hosts.add(text);
  }
  return { hosts, networks };
}

function singleAddress(text: string): Cidr {
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether an IP address lies on the public internet. IPv4 inside IPv6 (`::ffff:…`) is judged as IPv4. */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return within(address, GLOBAL_IPV6);
  return !DENIED.some(([denied, bits]) => within(address, [ipaddr.IPv4.parse(denied), bits]));
}

/** Whether a connection to this address may be made: public, or in an allowed network. */
export function isAllowedAddress(text: string, allow: EgressAllowList): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return isPublic(address) || allow.networks.some((network) => within(address, network));
}
