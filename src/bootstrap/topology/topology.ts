import { z } from 'zod';

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, such as gateway');
const Variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as DATABASE_URL');
const Modules = z.array(Name);

/** `host:port`; the port is where the process listens, the host is where others find it. */
const Address = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i, { error: 'must look like 127.0.0.1:3101', abort: true })
  .refine((address) => isPort(addressOf(address).port), 'must end with a port from 1 to 65535');

const Process = z.strictObject({
  modules: Modules.default([]).describe('The modules at work in it.'),
  gateway: z.boolean().default(false).describe('Whether it faces the public: such a process passes on what others answer.'),
  address: Address.describe('Where it listens, and others find it: `127.0.0.1:3101`.'),
});

const Database = z.strictObject({
  url: Variable.describe('The environment variable with its connection string. Never the string itself.'),
  modules: Modules.describe('The modules whose schemas it holds; `gateway` for what gateways share: limits and addresses.'),
});

const Broker = z.strictObject({
  url: Variable.default('NATS_URL').describe('The environment variable with the address of NATS: `nats://127.0.0.1:4222`.'),
});

/** How a gateway finds the processes behind it. */
const Discovery = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('address') }).describe('Each process is where its `address` says.'),
  z
    .strictObject({ by: z.literal('dns') })
    .describe('The host of an `address` names any number of instances: a headless service.'),
  z.strictObject({ by: z.literal('nats') }).describe("Instances answer the broker's own service protocol."),
  z
    .strictObject({ by: z.literal('postgres') })
    .describe('Instances write themselves into a table of the database that holds `gateway`, which all must reach.'),
]);
export type Discovery = z.output<typeof Discovery>;

/**
 * The file that says which process and which database each module lives in. Unknown fields are refused;
 * what no schema can say is checked by `checkTopology`.
 */
export const Topology = z.strictObject({
  $schema: z.string().optional().describe('Where an editor finds what this file may say: `./topology.schema.json`.'),
  $comment: z.string().optional(),
  processes: z.record(Name, Process),
  databases: z.record(Name, Database),
  broker: Broker.optional().describe('Needed as soon as there is more than one database.'),
  discovery: Discovery.default({ by: 'address' }),
  transport: z
    .enum(['plain', 'mutual-tls'])
    .default('plain')
    .describe('Between gateway and modules. `plain` is for one machine: such processes listen on loopback only.'),
});
export type Topology = z.output<typeof Topology>;

/** An `address` in its parts; an IPv6 host comes without its brackets. */
export function addressOf(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(colon + 1)) };
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
