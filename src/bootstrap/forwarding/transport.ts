import type { ConnectionOptions } from 'node:tls';
import type { Instance } from '../discovery/instance.ts';

type SecureOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'secureContext' | 'servername' | 'checkServerIdentity' | 'minVersion'
>;

/** How to connect to instances over TLS. Without one, connections are plain. */
export interface Transport {
  /** The certificate that we show, and whom we take the instance for. */
  connectOptions(instance: Instance): SecureOptions;
  /** Calls back whenever a certificate was replaced: new connections are made with the new one. */
  onRotate(listener: () => void): void;
}

/** What shows a module that a process of the shop is calling; asked for each try. */
export type ServiceToken = (module: string) => string | Promise<string>;

/** How long to wait for what. */
export interface Timing {
  /** For a connection, TLS included. */
  readonly connectMs: number;
  /** For an answer that could be asked for again elsewhere. */
  readonly tryMs: number;
  /** For an answer at all, from the moment that the request came. */
  readonly wholeMs: number;
  /** For the answer to a body that is uploaded. */
  readonly uploadMs: number;
  /** For a turn, where too much is asked of a module at the same time. */
  readonly turnMs: number;
  /** For the next piece of an answer that has begun. */
  readonly quietMs: number;
  /** Before an instance that was given up is tried again. */
  readonly restMs: number;
}

export const TIMING: Timing = {
  connectMs: 1_000,
  tryMs: 10_000,
  wholeMs: 30_000,
  uploadMs: 300_000,
  turnMs: 1_000,
  // Three heartbeats of an event stream.
  quietMs: 45_000,
  restMs: 1_000,
};
