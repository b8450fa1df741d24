import { z } from 'zod';
import { type Instance, InstanceMetadata } from './instance.ts';

/** The kind of service that all processes with modules are, in NATS's own protocol for services (its ADR-32). */
export const SERVICE = 'tessera';

/** What the protocol lets anybody ask: who is there, what he is, how he does. */
export const VERBS = ['PING', 'INFO', 'STATS'] as const;
export type Verb = (typeof VERBS)[number];

/** Where all services, those of this kind, or one instance are asked. */
export function serviceSubject(verb: Verb, ...whom: readonly string[]): string {
  return ['$SRV', verb, ...whom].join('.');
}

/** What an instance answers. It has no endpoints on NATS: its metadata says where it takes HTTP. */
export function serviceReply(verb: Verb, { id, process, modules, address, metadata }: Instance): string {
  const { version = '0.0.0', startedAt } = metadata;
  const identity = {
    type: `io.nats.micro.v1.${verb.toLowerCase()}_response`,
    name: SERVICE,
    id,
    version,
    metadata: { process, modules: modules.join(','), address, ...(startedAt === undefined ? {} : { startedAt }) },
  };
  const further = {
    PING: {},
    INFO: { description: 'A process of the shop, found over NATS and called over HTTP', endpoints: [] },
    STATS: { started: startedAt, endpoints: [] },
  };
  return JSON.stringify({ ...identity, ...further[verb] });
}

const Reply = z.object({
  type: z.literal('io.nats.micro.v1.info_response'),
  name: z.literal(SERVICE),
  id: z.string().min(1),
  version: z.string(),
  metadata: z.object({
    process: z.string().min(1),
    modules: z
      .string()
      .min(1)
      .transform((names) => names.split(',')),
    address: z.string().min(1),
    startedAt: InstanceMetadata.shape.startedAt,
  }),
});

/** The instance that an answer to INFO speaks of; undefined for what no process of ours would say. */
export function instanceIn(reply: string): Instance | undefined {
  const { data } = Reply.safeParse(parsed(reply));
  if (data === undefined) return undefined;
  const { id, version, metadata } = data;
  const { process, modules, address, startedAt } = metadata;
  return { id, process, modules, address, metadata: { version, ...(startedAt === undefined ? {} : { startedAt }) } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
