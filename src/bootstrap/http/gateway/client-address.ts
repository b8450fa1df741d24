import ipaddr from 'ipaddr.js';

/** Says from the address of a connection, and the `X-Forwarded-For` that came over it, whose request it is. */
export type FindClient = (peer: string | undefined, forwardedFor: string | undefined) => string;

/** True for what {@link clientFinder} takes: a number of hops, or addresses and networks. */
export function isTrustRule(rule: string): boolean {
  return HOPS.test(rule) || namesIn(rule).every((name) => ipaddr.isValidCIDR(name) || isAddress(name));
}

/**
 * Each proxy appends the address from which a request came to it, so only the end of `X-Forwarded-For` is known to be
 * true: as much of it as proxies of ours wrote. What stands before that, anybody may have made up.
 */
export function clientFinder(rule: string): FindClient {
  const believes = HOPS.test(rule) ? withinHops(Number(rule)) : amongNetworks(namesIn(rule));
  const peers = new Map<string, string | undefined>();
  return (peer, forwardedFor) => {
    let client = (peer === undefined ? undefined : remembered(peers, peer)) ?? 'unknown';
    const forwarded = (forwardedFor ?? '').split(',');
    for (let hop = 0; believes(client, hop); hop += 1) {
      const before = normalized(forwarded.pop());
      if (before === undefined) break;
      client = before;
    }
    return client;
  };
}

/** Whoever has an IPv6 address has all of its network, and would be somebody else with each of them. */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
}

const HOPS = /^\d{1,2}$/;

type Believes = (address: string, hop: number) => boolean;

function withinHops(hops: number): Believes {
  return (_, hop) => hop < hops;
}

function amongNetworks(names: readonly string[]): Believes {
  const networks = names.map((name) => ipaddr.parseCIDR(isAddress(name) ? `${name}/${name.includes(':') ? 128 : 32}` : name));
  return (text) => {
    if (!isAddress(text)) return false;
    const address = ipaddr.parse(text);
    return networks.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]));
  };
}

// The library takes `127.1` and `0x7f000001` too, which no proxy writes.
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function namesIn(rule: string): readonly string[] {
  return rule.split(',').map((name) => name.trim());
}

/** Most requests come over the connections of a few. */
function remembered(known: Map<string, string | undefined>, peer: string): string | undefined {
  if (known.has(peer)) return known.get(peer);
  const address = normalized(peer);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(peer, address);
  return address;
}

const MOST_REMEMBERED = 1_000;

/** As one text whichever way it was written, without the port that some proxies add. Undefined for what is no address. */
function normalized(written: string | undefined): string | undefined {
  const text = written?.trim() ?? '';
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isAddress(bare) ? ipaddr.process(bare).toString() : undefined;
}
