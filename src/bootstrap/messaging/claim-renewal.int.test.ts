import { describe, expect, it } from 'vitest';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { door, effectsOfHandlers, write } from './testing/effects-of-handlers.ts';
import { NoteTakenV1 } from './testing/test-bus.ts';

const { test, startBus, effects, say } = effectsOfHandlers();
const QUEUE = 'orders.copy-on-note-taken';

/** A subscription whose handler may take a minute. */
const patient = (before: () => Promise<void> = async () => undefined) =>
  defineSubscription({
    name: QUEUE,
    on: NoteTakenV1,
    delivery: { claimSeconds: 60 },
    async handle(tx, { payload }) {
      await before();
      await write(tx, 'copy', payload.text);
    },
  });

const age = (seconds: number) =>
  test.admin.run(`update pgboss.job set heartbeat_on = heartbeat_on - interval '${seconds} seconds' where state = 'active'`, []);

async function unrenewedSeconds(): Promise<number | undefined> {
  const [job] = await test.admin.sql<{ seconds: number }>`
    select extract(epoch from now() - heartbeat_on)::float8 as seconds from pgboss.job where name = ${QUEUE} and state = 'active'`;
  return job?.seconds;
}

describe('a claim that may last a minute', () => {
  it('lapses after 15 s where the process that has it is gone', async () => {
    const speaker = await startBus({ subscriptions: [patient()], handles: false });
    await say(speaker, 'hello');
    expect(await speaker.messaging.boss.fetch(QUEUE)).toHaveLength(1);
    await startBus({ subscriptions: [patient()] });
    await age(16);
    await eventually(effects, { is: ['copy: hello'], withinMs: 15_000 });
  });

  it('is renewed while its handler is at work, which then does it once', async () => {
    const { opened, open } = door();
    let tries = 0;
    const bus = await startBus({
      subscriptions: [
        patient(() => {
          tries += 1;
          return opened;
        }),
      ],
    });
    await say(bus, 'hello');
    await eventually(() => tries, { is: 1 });
    await age(9);
    await eventually(unrenewedSeconds, { satisfies: (seconds) => seconds !== undefined && seconds < 5, withinMs: 10_000 });
    open();
    await eventually(effects, { is: ['copy: hello'] });
    expect(tries).toBe(1);
  });
});
