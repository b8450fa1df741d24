import type { Topology } from '../topology/topology.ts';
import type { KnownCallers } from './service-door.ts';
import type { ServiceScope } from './service-tokens.ts';

/** The module that all others ask about credentials. */
export const ISSUER = 'identity';

/**
 * Who may call a process: gateways, for what the public asks; every process where identity is at work; and it
 * itself, for its probes. `nameOf` is the name that each proves.
 */
export function callersOf(topology: Topology, name: string, nameOf: (process: string) => string): KnownCallers {
  const hasIssuer = topology.processes[name]?.modules.includes(ISSUER) ?? false;
  const callers = Object.entries(topology.processes).map(([process, { gateway }]) => {
    const scopes: readonly ServiceScope[] = [
      ...(gateway ? ['forward' as const] : []),
      ...(hasIssuer ? ['tokens:read' as const] : []),
    ];
    return [nameOf(process), { process, scopes }] as const;
  });
  return new Map(callers.filter(([, { process, scopes }]) => scopes.length > 0 || process === name));
}

/** A public gateway asks nobody for a certificate, so it could not tell processes of the shop from anybody else. */
export function unaskableIssuer({ transport, processes }: Topology): readonly string[] {
  const others = Object.keys(processes).length > 1;
  return Object.entries(processes).flatMap(([name, { gateway, modules }]) => {
    if (transport !== 'mutual-tls' || !others || !gateway || !modules.includes(ISSUER)) return [];
    return [
      `${name} is a gateway and has ${ISSUER}, which others ask over mutual TLS; give ${ISSUER} a process behind the gateway`,
    ];
  });
}
