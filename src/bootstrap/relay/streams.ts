import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { CONSUMER, streamOf } from './subjects.ts';

const SECOND_NANOS = 1_000_000_000;
const MEBIBYTE = 1024 * 1024;

/**
 * The stream of all that is said to a module: on disk, each message until it is acknowledged. A full stream refuses what is
 * new rather than drop what is old.
 */
export function streamConfig(module: string, maxBytes: number, replicas = 1) {
  return {
    name: streamOf(module),
    subjects: [`tessera.${module}.>`],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_bytes: maxBytes,
    max_msg_size: MEBIBYTE,
    max_age: 0,
    duplicate_window: 120 * SECOND_NANOS,
    num_replicas: replicas,
    allow_rollup_hdrs: false,
    deny_delete: false,
    deny_purge: false,
  };
}

/** How a module's processes share its stream: each message goes to one of them, and to another where it is not acknowledged. */
export function consumerConfig() {
  return {
    durable_name: CONSUMER,
    name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ack_wait: 30 * SECOND_NANOS,
    max_ack_pending: 1_000,
    max_deliver: -1,
    max_waiting: 64,
  };
}

export interface StreamLimits {
  readonly maxBytes: number;
  readonly replicas: number;
}

/** Makes a module's stream and consumer where they are missing, and brings their limits up to date. May be done again and again. */
export async function ensureStream(jsm: JetStreamManager, module: string, limits: StreamLimits): Promise<ConsumerInfo> {
  const config = streamConfig(module, limits.maxBytes, limits.replicas);
  const found = await jsm.streams.info(config.name).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined) await jsm.streams.add(config);
  else if (found.config.max_bytes !== config.max_bytes || found.config.num_replicas !== config.num_replicas) {
    await jsm.streams.update(config.name, { max_bytes: config.max_bytes, num_replicas: config.num_replicas });
  }
  return jsm.consumers.info(config.name, CONSUMER).catch((error: unknown) => {
    if (isMissing(error)) return jsm.consumers.add(config.name, consumerConfig());
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  const { StreamNotFound, ConsumerNotFound } = JetStreamApiCodes;
  return error instanceof JetStreamApiError && (error.code === StreamNotFound || error.code === ConsumerNotFound);
}
