import { describe, expect, it } from 'vitest';
import { secondsAfter } from '#shared-kernel/clock.ts';
import type { Attempt } from './webhook-delivery.ts';
import {
  activeSecrets,
  afterFailure,
  changedEndpoint,
  type EndpointHealth,
  HEALTHY,
  rotatedSecrets,
  type WebhookEndpoint,
  wants,
} from './webhook-endpoint.ts';

const now = new Date('2026-01-15T12:00:00Z');
const later = (seconds: number) => secondsAfter(now, seconds);
const DAY = 86_400;

const failing: EndpointHealth = { failures: 7, failingSince: now, resumeAt: later(40) };

const endpoint: WebhookEndpoint = {
  id: '0199b0c2-7c1e-7000-8000-0000000000e1',
  version: 3,
  url: 'https://shop.example/hook',
  description: 'Warehouse',
  eventTypes: ['order.placed', 'stock.changed'],
  secrets: [{ sealed: 'one', createdAt: now, endsAt: undefined }],
  disabledBecause: undefined,
  timesDisabled: 0,
  health: failing,
  createdAt: now,
  updatedAt: now,
};

const attempt = (at: Date, status?: number): Attempt => ({ outcome: 'refused', status, at, durationMs: 7 });

describe('an endpoint', () => {
  it('wants the types that it asked for, or all of them', () => {
    expect(['order.placed', 'order.confirmed', 'stock.changed'].filter((type) => wants(endpoint, type))).toEqual([
      'order.placed',
      'stock.changed',
    ]);
    expect(wants({ eventTypes: ['*'] }, 'order.confirmed')).toBe(true);
  });

  it('keeps what a change leaves out, its health too', () => {
    const changed = changedEndpoint(endpoint, { description: 'Depot' }, later(5));
    expect(changed).toEqual({ ...endpoint, version: 4, description: 'Depot', updatedAt: later(5) });
  });

  it('begins anew at a new address, and where it is enabled again', () => {
    expect(changedEndpoint(endpoint, { url: 'https://shop.example/other' }, now).health).toEqual(HEALTHY);
    const disabled = changedEndpoint(endpoint, { enabled: false }, now);
    expect(disabled).toMatchObject({ disabledBecause: 'requested', health: failing });
    expect(changedEndpoint(disabled, { enabled: true }, now)).toMatchObject({ disabledBecause: undefined, health: HEALTHY });
  });

  it('remembers why it was disabled where it is disabled once more', () => {
    const gone: WebhookEndpoint = { ...endpoint, disabledBecause: 'gone' };
    expect(changedEndpoint(gone, { enabled: false }, now).disabledBecause).toBe('gone');
    expect(changedEndpoint(gone, { description: 'x' }, now).disabledBecause).toBe('gone');
  });
});

describe('the secrets of an endpoint', () => {
  it('all sign until the overlap of each has ended', () => {
    const twice = rotatedSecrets(rotatedSecrets(endpoint.secrets, { sealed: 'two', now, overlapEnds: later(100) }), {
      sealed: 'three',
      now: later(50),
      overlapEnds: later(150),
    });
    const signing = (at: Date) => activeSecrets(twice, at).map(({ sealed }) => sealed);
    expect(signing(later(99))).toEqual(['three', 'two', 'one']);
    expect(signing(later(100))).toEqual(['three', 'two']);
    expect(signing(later(150))).toEqual(['three']);
  });

  it('are forgotten once they have ended', () => {
    const first = rotatedSecrets(endpoint.secrets, { sealed: 'two', now, overlapEnds: later(100) });
    const second = rotatedSecrets(first, { sealed: 'three', now: later(200), overlapEnds: later(300) });
    expect(second.map(({ sealed }) => sealed)).toEqual(['three', 'two']);
  });
});

describe('an endpoint that fails', () => {
  it('is given pauses from the fifth time on, which grow up to ten minutes', () => {
    let health = HEALTHY;
    const pauses = Array.from({ length: 13 }, () => {
      ({ health } = afterFailure(health, attempt(now), DAY));
      return health.resumeAt && (health.resumeAt.getTime() - now.getTime()) / 1_000;
    });
    const none = undefined;
    expect(pauses).toEqual([none, none, none, none, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    expect(health.failingSince).toEqual(now);
  });

  it('is disabled once it has failed for too long, and at once where it says that it is gone', () => {
    expect(afterFailure(failing, attempt(later(5 * DAY - 1), 500), 5 * DAY).disabledBecause).toBeUndefined();
    expect(afterFailure(failing, attempt(later(5 * DAY), 500), 5 * DAY).disabledBecause).toBe('failing');
    expect(afterFailure(HEALTHY, attempt(now, 410), 5 * DAY).disabledBecause).toBe('gone');
  });
});
