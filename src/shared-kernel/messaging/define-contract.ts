import type { z } from 'zod';

/**
 * What a message may say: its name on the wire, the version within it, and the shape of its payload.
 * A contract never changes but for a new optional field; anything else is a new version in a new file.
 */
export interface Contract<Payload = unknown> {
  /** `<module>.<noun>-<past-verb>.v<n>` for an event, `<module>.<verb>-<noun>.v<n>` for a command. */
  readonly type: string;
  /** The module that says the event, or that receives the command. */
  readonly module: string;
  readonly kind: 'event' | 'command';
  readonly payload: z.ZodType<Payload>;
}

/** The payload that a contract describes. */
export type PayloadOf<C> = C extends Contract<infer Payload> ? Payload : never;

const TYPE = /^([a-z][a-z0-9]*)\.[a-z][a-z0-9]*(?:-[a-z0-9]+)+\.v[1-9][0-9]*$/;

/** For `defineEvent` and `defineCommand` alone. Throws where `type` is not a message type. */
export function defineContract<Payload, Kind extends Contract['kind']>(
  kind: Kind,
  type: string,
  payload: z.ZodType<Payload>,
): Contract<Payload> & { readonly kind: Kind } {
  const module = TYPE.exec(type)?.[1];
  if (module === undefined) throw new Error(`${type}: a message type reads <module>.<words-with-hyphens>.v<n>`);
  return { type, module, kind, payload };
}
