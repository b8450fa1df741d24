import { afterEach } from 'vitest';
import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Log } from '#shared-kernel/log.ts';
import { defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { TestDatabase } from '#shared-kernel/testing/test-database.ts';
import { Messaging } from '../messaging.ts';

/** An event and a command for tests of the bus alone. */
export const NoteTakenV1 = defineEvent('orders.note-taken.v1', z.strictObject({ text: z.string() }));
export const TakeNoteV1 = defineCommand('orders.take-note.v1', z.strictObject({ text: z.string() }));

export interface TestBus {
  readonly messaging: Messaging;
  readonly events: EventBus;
}

export interface TestBusOptions {
  readonly subscriptions: readonly Subscription[];
  readonly schedules?: readonly Schedule[];
  readonly pollMs?: number;
  readonly log?: Log;
  /** Instead of the test database's own: to hold it up. */
  readonly database?: Database;
  /** False for a process that only speaks. Default true. */
  readonly handles?: boolean;
}

/** Starts a process's bus on the test database, as often as a test wants processes; each is stopped after the test. */
export function busStarter(test: TestDatabase): (options: TestBusOptions) => Promise<TestBus> {
  const started: Messaging[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((messaging) => messaging.stop(5_000)));
  });
  return async ({ subscriptions, schedules = [], pollMs = 100, log = silentLog, database = test.database, handles = true }) => {
    const messaging = new Messaging({ url: test.url, log, pollMs, monitorSeconds: 1, handles });
    started.push(messaging);
    await messaging.open([{ name: 'orders', database, runtime: { subscriptions, schedules } }]);
    await messaging.deliver();
    return { messaging, events: messaging.busOf('orders') };
  };
}
