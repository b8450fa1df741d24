import { z } from 'zod';

/** One running process that answers for modules. */
export interface Instance {
  /** Its own, or where it was found; another one after a restart that was noticed. */
  readonly id: string;
  /** The process of the topology that it is an instance of. */
  readonly process: string;
  readonly modules: readonly string[];
  /** `host:port`; brackets around an IPv6 host. */
  readonly address: string;
  readonly metadata: InstanceMetadata;
}

/** What an instance says of itself, where somebody can be told. */
export const InstanceMetadata = z.object({
  version: z.string().max(100).optional(),
  startedAt: z.iso.datetime().optional(),
});
export type InstanceMetadata = z.output<typeof InstanceMetadata>;

/** Is told of all instances that are there, whenever they are others than before. */
export type Found = (instances: readonly Instance[]) => void;

/** Knows where the instances of other processes are. Nobody waits for it: it tells, and goes on looking. */
export interface Discovery {
  /** Resolves after the first look, whether or not that found anything. */
  start(found: Found): Promise<void>;
  stop(): Promise<void>;
}

/** Makes this process known for as long as it takes requests. */
export interface Registration {
  /** To be called once the process listens. */
  start(): Promise<void>;
  /** To be called before it stops to listen. */
  stop(): Promise<void>;
}

/** After this long without a sign of life an instance is gone. */
export const EXPIRES_AFTER_SECONDS = 30;
