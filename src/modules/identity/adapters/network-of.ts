import ipaddr from 'ipaddr.js';

/** Whoever has an IPv6 address has all of its network, and would be somebody else with each of them. */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
}
