import { unaskableIssuer } from '../trust/known-callers.ts';
import { databaseOf, SHARED_BY_GATEWAYS } from './plan.ts';
import { addressOf, type Topology } from './topology.ts';

/** What is wrong with a topology for these modules, each with what to do about it; empty where nothing is. */
export function checkTopology(topology: Topology, modules: readonly string[]): readonly string[] {
  return [
    ...misplaced(modules, 'process', Object.entries(topology.processes)),
    ...misplaced(modules, 'database', Object.entries(topology.databases)),
    ...divided(topology),
    ...confused(topology),
    ...unreachable(topology),
    ...exposed(topology),
    ...unaskableIssuer(topology),
  ];
}

type Placed = readonly (readonly [string, { readonly modules: readonly string[] }])[];

/** Each module is in exactly one of them, and nothing else is. */
function misplaced(modules: readonly string[], what: 'process' | 'database', places: Placed): readonly string[] {
  const placed = places.flatMap(([place, its]) => its.modules.map((module) => ({ place, module })));
  const known = what === 'database' ? [...modules, SHARED_BY_GATEWAYS] : modules;
  const unknown = placed.filter(({ module }) => !known.includes(module));
  return [
    ...unknown.map(({ place, module }) => `${place}: there is no module ${module}; there are ${modules.join(', ')}`),
    ...modules.flatMap((module) => {
      const found = placed.filter((each) => each.module === module).map(({ place }) => place);
      if (found.length === 0) return [`${module} is in no ${what}; add it to the modules of one`];
      return found.length > 1 ? [`${module} is in ${found.join(' and ')}; leave it in one ${what}`] : [];
    }),
  ];
}

/** A process works with one database: a module's own connections, queues and wake-up calls all belong to it. */
function divided(topology: Topology): readonly string[] {
  return Object.entries(topology.processes).flatMap(([name, { modules, gateway }]) => {
    if (modules.length === 0 && !gateway) return [`${name} has nothing to do: give it modules, or make it a gateway`];
    const databases = [...new Set(modules.flatMap((module) => databaseOf(topology, module) ?? []))];
    if (databases.length < 2) return [];
    return [`${name} hosts modules of several databases (${databases.join(', ')}); give each database a process of its own`];
  });
}

/** One database under two names would be told its own messages by the broker. */
function confused({ databases }: Topology): readonly string[] {
  const sharing = Map.groupBy(Object.entries(databases), ([, { url }]) => url);
  return [
    ...[...sharing].flatMap(([variable, its]) =>
      its.length < 2 ? [] : [`${its.map(([name]) => name).join(' and ')} are both at ${variable}; give each its own variable`],
    ),
    ...Object.entries(databases).flatMap(([name, { modules }]) =>
      modules.length === 0 ? [`${name} is a database without modules; take it out`] : [],
    ),
  ];
}

function unreachable(topology: Topology): readonly string[] {
  const { processes, databases, broker, discovery } = topology;
  const gateways = Object.values(processes).filter(({ gateway }) => gateway);
  const addresses = Object.values(processes).map(({ address }) => address);
  const taken = new Set(addresses.filter((address, index) => addresses.indexOf(address) !== index));
  return [
    ...(gateways.length === 0 ? ['no process is a gateway, so nobody could reach the shop'] : []),
    ...(Object.keys(databases).length > 1 && !broker ? ['several databases need a broker: add "broker": {}'] : []),
    ...(discovery.by === 'nats' && !broker ? ['discovery by nats needs a broker: add "broker": {}'] : []),
    ...(discovery.by === 'postgres' && databaseOf(topology, SHARED_BY_GATEWAYS) === undefined
      ? [`discovery by postgres needs "${SHARED_BY_GATEWAYS}" among the modules of one database`]
      : []),
    ...[...taken].map((address) => `${address} is the address of several processes; give each its own`),
  ];
}

/** What is said in plain text stays on the machine. */
function exposed({ processes, transport }: Topology): readonly string[] {
  if (transport !== 'plain') return [];
  return Object.entries(processes).flatMap(([name, { gateway, address }]) => {
    if (gateway || LOOPBACK.test(addressOf(address).host)) return [];
    return [`${name} would be called in plain text at ${address}; set "transport": "mutual-tls", or an address of loopback`];
  });
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
