import { newId } from '#shared-kernel/ids.ts';
import type { Complain } from '../messaging/seldom.ts';
import type { Broker } from '../relay/broker.ts';
import { StartError } from '../start-failure.ts';
import type { Topology } from '../topology/topology.ts';
import { version } from '../version.ts';
import { announcedAddress } from './announced-address.ts';
import { byAddress, targetsOf } from './by-address.ts';
import { byDns } from './by-dns.ts';
import { byNats } from './by-nats.ts';
import { byPostgres, registerInPostgres } from './by-postgres.ts';
import type { Discovery, Instance, Registration } from './instance.ts';
import { registerInNats } from './register-in-nats.ts';

export interface DiscoveryOptions {
  readonly topology: Topology;
  /** The name of this process in it. */
  readonly self: string;
  /** The database that holds `gateway`: for `postgres`. */
  readonly url: string | undefined;
  /** For `nats`. */
  readonly broker: Broker | undefined;
  readonly complain: Complain;
}

/** Finds the other processes as the topology wants it. */
export function openDiscovery({ topology, self, url, broker, complain }: DiscoveryOptions): Discovery {
  const { by } = topology.discovery;
  if (by === 'address') return byAddress(targetsOf(topology, self));
  if (by === 'dns') return byDns(targetsOf(topology, self), { complain });
  if (by === 'nats') return byNats({ broker: needed(broker, by), self, complain });
  return byPostgres({ url: needed(url, by), self, complain });
}

/** Makes this process known as the topology wants it. `address` is where it really listens. */
export function openRegistration(options: DiscoveryOptions & { readonly address: string }): Registration {
  const { topology, self, url, broker, complain } = options;
  const { by } = topology.discovery;
  const modules = topology.processes[self]?.modules ?? [];
  if (by === 'address' || by === 'dns' || modules.length === 0) return UNTOLD;
  const metadata = { version, startedAt: new Date().toISOString() };
  const address = announcedAddress(options.address);
  const instance: Instance = { id: newId(), process: self, modules, address, metadata };
  if (by === 'nats') return registerInNats({ broker: needed(broker, by), instance, complain });
  return registerInPostgres({ url: needed(url, by), instance, complain });
}

/** Others know from the topology. */
const UNTOLD: Registration = { start: async () => undefined, stop: async () => undefined };

function needed<T>(given: T | undefined, by: string): T {
  if (given !== undefined) return given;
  throw new StartError(`Discovery by ${by} has nothing to work with: check the topology and the environment.`);
}
