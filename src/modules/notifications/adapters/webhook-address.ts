import { lookup } from 'node:dns';
import { createRequire } from 'node:module';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type * as undici from 'undici';

/** Whether this machine itself may be called, over plain HTTP too: for development and tests. */
export interface AddressPolicy {
  readonly allowLoopback: boolean;
}

const require = createRequire(import.meta.url);

/** An address that is not anybody's on the internet. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Only the unicast addresses of the internet: nothing of ours, our neighbours' or the cloud's own. */
export function isAllowedAddress(address: string, { allowLoopback }: AddressPolicy): boolean {
  // `parse`, not `process`: an IPv4 address in IPv6 clothes is refused as what it is.
  if (!ipaddr.isValid(address) || AZURE_HOST === address) return false;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return allowLoopback;
  return range === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST));
}

/** Why the text of a URL cannot be what somebody receives webhooks at; undefined where it can. */
export function refusalOfUrl(text: string, policy: AddressPolicy): string | undefined {
  const url = URL.parse(text);
  if (!url) return 'This is no URL.';
  const host = hostOf(url.hostname);
  if (url.username !== '' || url.password !== '') return 'The URL must not hold a user name or a password.';
  if (url.hash !== '') return 'The URL must not have a fragment.';
  if (policy.allowLoopback && isLoopback(host) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return 'The URL must begin with https://.';
  if (!PORTS.has(url.port)) return 'The port must be 443 or 8443.';
  if (isIP(host) === 0 ? !PUBLIC_NAME.test(host) : !isAllowedAddress(host, policy)) {
    return 'The host must be one on the internet.';
  }
  return undefined;
}

/**
 * Connects to what is allowed. A name is resolved once for each connection, and the socket goes to one of the very
 * addresses that were looked at, so that a name which changes its mind in between leads nowhere else.
 */
export function guardedConnector(
  policy: AddressPolicy,
  timeoutMs: number,
  resolve: Resolve = lookup,
): undici.buildConnector.connector {
  const { buildConnector }: typeof undici = require('undici');
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup(policy, resolve) });
  return (options, callback) => {
    const host = hostOf(options.hostname);
    // An address that is written out is connected to without a lookup.
    if (isIP(host) === 0 || isAllowedAddress(host, policy)) connect(options, callback);
    else callback(new ForbiddenAddress(), null);
  };
}

/** `dns.lookup`, as far as it is used here. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: Error | null, addresses: readonly { readonly address: string; readonly family: number }[]) => void,
) => void;

function guardedLookup(policy: AddressPolicy, resolve: Resolve): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname, { all: true }, (error, addresses = []) => {
      const [first] = addresses;
      // One address that is not allowed spoils all: whoever serves it for the name means no good.
      const allowed = addresses.every(({ address }) => isAllowedAddress(address, policy));
      if (error || !first || !allowed) callback(error ?? new ForbiddenAddress(), []);
      else if (all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

/** Answers every machine in Azure from within, although it looks like any other address. */
const AZURE_HOST = '168.63.129.16';

/** All that IANA gives out to anybody. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/** Empty for that of https. */
const PORTS: ReadonlySet<string> = new Set(['', '8443']);

/** Two labels at least, and none of the endings that networks keep for themselves. */
const PUBLIC_NAME =
  /^(?!.*\.(?:local|localhost|localdomain|internal|intranet|lan|home|corp|private|test|invalid|onion|arpa)\.?$)[^.]+(?:\.[^.]+)+\.?$/;

function isLoopback(host: string): boolean {
  return host === 'localhost' || (ipaddr.isValid(host) && ipaddr.parse(host).range() === 'loopback');
}

/** Without the brackets of an IPv6 address. */
function hostOf(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
