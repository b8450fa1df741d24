import type { Fault } from './fault.ts';

/** Messages that come again, late, and in another order: done in the queues themselves, as their owner. */
export const deliveryFaults: readonly Fault[] = [
  {
    name: 'messages delivered again',
    group: 'delivery',
    everySeconds: [0.5, 2],
    async strike({ surroundings, random }) {
      const copies = random.integer(1, 5);
      const lateSeconds = random.pick([0, 1, 5, 15] as const);
      const again = await surroundings.postgres.asOwner(
        (session) => session.sql`
          insert into pgboss.job (
            name, data, start_after, retry_limit, retry_delay, retry_backoff, retry_delay_max,
            expire_seconds, deletion_seconds, keep_until, dead_letter, policy
          )
          select name, data, now() + random() * make_interval(secs => ${lateSeconds}), retry_limit, retry_delay, retry_backoff,
            retry_delay_max, expire_seconds, deletion_seconds, keep_until, dead_letter, policy
          from (
            select * from pgboss.job where data ? 'specversion' and state = 'completed' and name not like '%.dead'
            order by random() limit ${random.integer(5, 60)}
          ) as delivered, generate_series(1, ${copies})
          returning 1`,
      );
      return again.length;
    },
  },
  {
    name: 'messages late and out of order',
    group: 'delivery',
    everySeconds: [0.1, 0.5],
    async strike({ surroundings, random }) {
      const delayed = await surroundings.postgres.asOwner(
        (session) => session.sql`
          update pgboss.job set start_after = now() + random() * make_interval(secs => ${random.integer(1, 10)})
          where id in (
            select id from pgboss.job
            where state = 'created' and start_after <= now() and data ? 'specversion' and random() < 0.5
            for update skip locked
          ) returning 1`,
      );
      return delayed.length;
    },
  },
];
