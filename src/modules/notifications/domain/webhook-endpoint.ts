import { secondsAfter } from '#shared-kernel/clock.ts';
import { ALL_TYPES, type EventSelector } from './public-event.ts';
import type { Attempt } from './webhook-delivery.ts';

/** Why nothing is sent to an endpoint: somebody asked for that, it failed for days, or it answered 410 Gone. */
export type DisabledBecause = 'requested' | 'failing' | 'gone';

/** A secret that signs, sealed; for good, or until it ends. */
export interface EndpointSecret {
  readonly sealed: string;
  readonly createdAt: Date;
  readonly endsAt: Date | undefined;
}

/** How an endpoint has done of late. */
export interface EndpointHealth {
  /** Attempts that failed since the last one that did not. */
  readonly failures: number;
  readonly failingSince: Date | undefined;
  /** Nothing is sent before. */
  readonly resumeAt: Date | undefined;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly version: number;
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly EventSelector[];
  /** Newest first. */
  readonly secrets: readonly EndpointSecret[];
  /** Undefined for an endpoint that is enabled. */
  readonly disabledBecause: DisabledBecause | undefined;
  readonly timesDisabled: number;
  readonly health: EndpointHealth;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What its owner can change. */
export interface EndpointParts {
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  readonly eventTypes?: readonly EventSelector[] | undefined;
  readonly enabled?: boolean | undefined;
}

export const HEALTHY: EndpointHealth = { failures: 0, failingSince: undefined, resumeAt: undefined };

/** More than these would make the header of every delivery long. */
export const MOST_SECRETS = 5;

/** From this many failures on an endpoint is given pauses. */
const FAILURES_BEFORE_PAUSE = 5;
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 600;

export function wants(endpoint: Pick<WebhookEndpoint, 'eventTypes'>, type: string): boolean {
  return endpoint.eventTypes.some((wanted) => wanted === ALL_TYPES || wanted === type);
}

/** The endpoint with these parts replaced. A new address, and being enabled again, is a new beginning. */
export function changedEndpoint(endpoint: WebhookEndpoint, parts: EndpointParts, now: Date): WebhookEndpoint {
  const { url = endpoint.url, description = endpoint.description, eventTypes = endpoint.eventTypes } = parts;
  const wasEnabled = endpoint.disabledBecause === undefined;
  const enabled = parts.enabled ?? wasEnabled;
  const isAnew = url !== endpoint.url || (enabled && !wasEnabled);
  return {
    ...endpoint,
    version: endpoint.version + 1,
    url,
    description,
    eventTypes,
    disabledBecause: enabled ? undefined : (endpoint.disabledBecause ?? 'requested'),
    health: isAnew ? HEALTHY : endpoint.health,
    updatedAt: now,
  };
}

/** The secrets once `sealed` is the newest: all others end by `overlapEnds`, and those that have ended are gone. */
export function rotatedSecrets(
  secrets: readonly EndpointSecret[],
  { sealed, now, overlapEnds }: { readonly sealed: string; readonly now: Date; readonly overlapEnds: Date },
): readonly EndpointSecret[] {
  const others = activeSecrets(secrets, now).map((secret) => ({ ...secret, endsAt: secret.endsAt ?? overlapEnds }));
  return [{ sealed, createdAt: now, endsAt: undefined }, ...others];
}

export function activeSecrets(secrets: readonly EndpointSecret[], now: Date): readonly EndpointSecret[] {
  return secrets.filter(({ endsAt }) => endsAt === undefined || endsAt > now);
}

/** How an endpoint stands after an attempt that failed, and why it is to be disabled, if it is. */
export function afterFailure(
  { failures: before, failingSince }: EndpointHealth,
  { status, at }: Attempt,
  giveUpSeconds: number,
): { readonly health: EndpointHealth; readonly disabledBecause: 'failing' | 'gone' | undefined } {
  const [failures, since] = [before + 1, failingSince ?? at];
  const health = { failures, failingSince: since, resumeAt: resumeAt(failures, at) };
  if (status === GONE) return { health, disabledBecause: 'gone' };
  return { health, disabledBecause: at >= secondsAfter(since, giveUpSeconds) ? 'failing' : undefined };
}

const GONE = 410;

function resumeAt(failures: number, at: Date): Date | undefined {
  if (failures < FAILURES_BEFORE_PAUSE) return undefined;
  const seconds = FIRST_PAUSE_SECONDS * 2 ** (failures - FAILURES_BEFORE_PAUSE);
  return secondsAfter(at, Math.min(seconds, LONGEST_PAUSE_SECONDS));
}
