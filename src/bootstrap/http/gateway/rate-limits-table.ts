import { bigint, index, integer, pgSchema, text } from 'drizzle-orm/pg-core';
import { instances } from '../../discovery/instances-table.ts';

const SCHEMA = 'gateway';

/** What each caller has asked for in the current window: in the columns, and in their order, that the library wants. */
const rateLimits = pgSchema(SCHEMA).table(
  'rate_limits',
  {
    key: text('key').primaryKey(),
    points: integer('points').notNull(),
    expire: bigint('expire', { mode: 'number' }).notNull(),
  },
  (table) => [index('rate_limits_expire').on(table.expire)],
);

/** The schema of the gateway's own, which no module can see. */
export const gatewaySchema = { name: SCHEMA, tables: [rateLimits, instances] } as const;
