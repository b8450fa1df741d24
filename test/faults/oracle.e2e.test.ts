import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { BROKEN_BUILDS, type BrokenBuildName, changed } from './harness/broken-builds.ts';
import { type DrillScene, type DrillSpec, drill } from './harness/drill.ts';
import type { Invariant, Verdict } from './harness/invariants.ts';

interface Case extends Omit<DrillSpec, 'databaseUrl' | 'brokenBuild'> {
  readonly build: BrokenBuildName;
  /** What must be found to be broken, whatever else is. */
  readonly breaks: Invariant;
}

const orders = async ({ order }: DrillScene, count: number, options?: Parameters<DrillScene['order']>[1]) => {
  const replies = [];
  for (let index = 0; index < count; index++) replies.push(await order(crypto.randomUUID(), options));
  return replies;
};

const deliverAgain = ({ postgres }: DrillScene) =>
  postgres.asOwner(
    (session) => session.sql`
      insert into pgboss.job (name, data, retry_limit, dead_letter, policy, expire_seconds, deletion_seconds, keep_until)
      select name, data, retry_limit, dead_letter, policy, expire_seconds, deletion_seconds, keep_until from pgboss.job
      where data ? 'specversion' and state = 'completed'`,
  );

/** How often it was said that stock is held. */
const timesHeld = ({ postgres }: DrillScene) =>
  postgres.asOwner(async (session) => {
    const said = await session.sql`
      select distinct data->>'id' from pgboss.job where data->>'type' = 'inventory.stock-held.v1'`;
    return said.length;
  });

const withoutConstraint = ({ postgres }: DrillScene) =>
  postgres.asOwner((session) => session.run('alter table inventory.stock_items drop constraint stock_items_not_oversold', []));

/** Everything works out until the very commit. */
const refuseCommits = ({ postgres }: DrillScene) =>
  postgres.asOwner((session) =>
    session.run(`
      create function orders.refuse() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$;
      create constraint trigger refuse after insert on orders.orders deferrable initially deferred
        for each row execute function orders.refuse()`),
  );

const CASES: readonly Case[] = [
  { build: 'leaves no inbox mark', breaks: 'no loss', run: async (scene) => void (await orders(scene, 1)) },
  {
    build: 'handles again what has an inbox mark',
    breaks: 'effect once',
    async run(scene) {
      await orders(scene, 1);
      await scene.rest();
      await deliverAgain(scene);
    },
  },
  {
    build: 'completes jobs outside the transaction',
    breaks: 'no loss',
    failpoints: 'bus.beforeComplete/inventory.hold-stock=throw',
    environment: { ORDERS_STEP_SECONDS: '1' },
    run: async (scene) => void (await orders(scene, 1)),
  },
  {
    build: 'overlooks that its claim has lapsed',
    breaks: 'effect once',
    failpoints: 'bus.afterClaim/inventory.hold-stock=delay:8000',
    processes: 2,
    async run(scene) {
      // Several, because the process that does not stall may be the first to claim one.
      await orders(scene, 4);
      await eventually(() => timesHeld(scene), { satisfies: (times) => times > 4, withinMs: 40_000 });
    },
  },
  {
    build: 'promises stock that is not there',
    breaks: 'stock',
    async run(scene) {
      await withoutConstraint(scene);
      await orders(scene, 4, { sku: 'RARE-1' });
    },
  },
  {
    build: 'asks the provider under new keys',
    breaks: 'effect once',
    failpoints: 'saga.afterForeignCall/payments.authorize-payment=throw',
    run: async (scene) => void (await orders(scene, 1)),
  },
  {
    build: 'loses a message whose id is taken',
    breaks: 'no loss',
    environment: { ORDERS_STEP_SECONDS: '1' },
    restWithinMs: 8_000,
    run: async (scene) => void (await orders(scene, 2)),
  },
  {
    build: 'writes messages outside the transaction',
    breaks: 'no ghost',
    restWithinMs: 5_000,
    async run(scene) {
      await refuseCommits(scene);
      await orders(scene, 1);
    },
  },
  {
    build: 'does not give back what it held',
    breaks: 'saga',
    run: async (scene) => void (await orders(scene, 1, { token: 'tok_declined' })),
  },
  {
    build: 'keeps the money of a cancelled order',
    breaks: 'money',
    async run(scene) {
      for (const order of await orders(scene, 1)) await scene.cancel(order);
    },
  },
  {
    build: 'forgets which keys it has answered',
    breaks: 'idempotent API',
    async run({ order }) {
      const key = crypto.randomUUID();
      await order(key);
      await order(key);
    },
  },
  {
    build: 'reads the tables of another module',
    breaks: 'boundary',
    run: async ({ read }) => void (await read('/v1/stock/TEA-1')),
  },
  {
    build: 'says what no contract allows',
    breaks: 'one semantics',
    restWithinMs: 1_000,
    run: async (scene) => void (await orders(scene, 1)),
  },
  {
    build: 'looks into its queues only once',
    breaks: 'liveness',
    restWithinMs: 3_000,
    run: async (scene) => void (await orders(scene, 1)),
  },
];

describe('the checks of a chaos run', () => {
  describe('a sound build', () => {
    const cloned = clonedDatabase();

    it('finds nothing to complain of', { timeout: 120_000 }, async () => {
      const verdicts = await drill({
        databaseUrl: cloned.url,
        failpoints: 'saga.afterForeignCall/payments.authorize-payment=throw,bus.beforeComplete/inventory.hold-stock=throw',
        async run(scene) {
          const [first] = await orders(scene, 2);
          await orders(scene, 3, { sku: 'RARE-1' });
          await orders(scene, 1, { token: 'tok_declined' });
          if (first) await scene.cancel(first);
          await scene.rest();
          await deliverAgain(scene);
        },
      });
      expect(violationsOf(verdicts)).toEqual([]);
    });
  });

  it.each(Object.entries(BROKEN_BUILDS))('know how to break a build that %s', (_name, changes) => {
    for (const change of changes) expect(() => changed(readFileSync(change.file, 'utf8'), change)).not.toThrow();
  });

  it('are tried with every broken build', () => {
    expect(CASES.map(({ build }) => build).sort()).toEqual(Object.keys(BROKEN_BUILDS).sort());
  });

  describe.each(CASES)('a build that $build', ({ build, breaks, ...spec }) => {
    const cloned = clonedDatabase();

    it(`is found to break: ${breaks}`, { timeout: 120_000 }, async () => {
      const verdicts = await drill({ ...spec, databaseUrl: cloned.url, brokenBuild: build });
      expect(violationsOf(verdicts)).toContainEqual(expect.stringContaining(`${breaks}: `));
    });
  });
});

function violationsOf(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ invariant, violations }) => violations.map((violation) => `${invariant}: ${violation}`));
}
