import { lookup } from 'node:dns/promises';
import { messageOf } from '#shared-kernel/errors.ts';
import type { Complain } from '../messaging/seldom.ts';
import { addressOf } from '../topology/topology.ts';
import { instanceAt, type Target } from './by-address.ts';
import type { Discovery } from './instance.ts';
import { keepLooking } from './keep-looking.ts';

/** All addresses of a host. Rejects where it is not known. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface DnsOptions {
  readonly complain: Complain;
  readonly everyMs?: number;
  readonly resolve?: Resolve;
}

const EVERY_MS = 5_000;

/**
 * Each process has as many instances as its host has addresses, all on the port of the topology. A name that is not
 * answered for keeps the addresses it had: a name server that is away must not take the shop with it.
 */
export function byDns(targets: readonly Target[], options: DnsOptions): Discovery {
  const { complain, everyMs = EVERY_MS, resolve = resolveAsTheSystemDoes } = options;
  const last = new Map<string, readonly string[]>();
  const addressesOf = async ({ process, address }: Target) => {
    const { host, port } = addressOf(address);
    try {
      const found = await resolve(host);
      if (found.length > 0)
        last.set(
          process,
          found.map((each) => (each.includes(':') ? `[${each}]:${port}` : `${each}:${port}`)),
        );
    } catch (error) {
      complain(`the host of ${process} cannot be looked up: ${messageOf(error)}; its last addresses are used`, error, {
        process,
      });
    }
    return last.get(process) ?? [];
  };
  const instancesOf = async (target: Target) =>
    [...new Set(await addressesOf(target))].map((address) => instanceAt(target, address));
  return keepLooking(async () => (await Promise.all(targets.map(instancesOf))).flat(), { everyMs, complain });
}

/** With the search domains and the hosts file that every other program on the machine uses. */
async function resolveAsTheSystemDoes(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
