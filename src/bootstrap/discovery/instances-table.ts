import { jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** The processes that wrote themselves down. */
export const instances = pgSchema('gateway').table('instances', {
  id: uuid('id').primaryKey(),
  process: text('process').notNull(),
  modules: text('modules').array().notNull(),
  address: text('address').notNull(),
  metadata: jsonb('metadata').notNull(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull(),
});
