import { describe, expect, it } from 'vitest';
import { modules } from '../modules.ts';
import { Topology } from '../topology/topology.ts';
import { callersOf, ISSUER, unaskableIssuer } from './known-callers.ts';

const processes = {
  gateway: { gateway: true, address: '127.0.0.1:1' },
  identity: { modules: ['identity'], address: '127.0.0.1:2' },
  payments: { modules: ['payments'], address: '127.0.0.1:3' },
};
const topologyOf = (given: object, transport = 'mutual-tls') => Topology.parse({ processes: given, databases: {}, transport });

const scopesAt = (process: string) =>
  Object.fromEntries([...callersOf(topologyOf(processes), process, (name) => name)].map(([name, { scopes }]) => [name, scopes]));

describe('who may call a process', () => {
  it('is the gateway for what callers ask, and the process itself for its probes', () => {
    expect(scopesAt('payments')).toEqual({ gateway: ['forward'], payments: [] });
  });

  it('is every process where credentials are known', () => {
    expect(scopesAt('identity')).toEqual({
      gateway: ['forward', 'tokens:read'],
      identity: ['tokens:read'],
      payments: ['tokens:read'],
    });
  });

  it('depends on the module that really issues access tokens', () => {
    expect(modules.map(({ name }) => name)).toContain(ISSUER);
  });
});

describe('a gateway that others must ask about credentials', () => {
  const shop = { gateway: true, modules: ['identity'], address: '127.0.0.1:1' };

  it('could not tell them from anybody, and is refused', () => {
    expect(unaskableIssuer(topologyOf({ shop, payments: processes.payments }))).toEqual([
      'shop is a gateway and has identity, which others ask over mutual TLS; give identity a process behind the gateway',
    ]);
  });

  it('is none where there are no others, where identity is elsewhere, or on one machine', () => {
    expect(unaskableIssuer(topologyOf({ shop }))).toEqual([]);
    expect(unaskableIssuer(topologyOf(processes))).toEqual([]);
    expect(unaskableIssuer(topologyOf({ shop, payments: processes.payments }, 'plain'))).toEqual([]);
  });
});
