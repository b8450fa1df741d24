import { index, integer, jsonb, type PgTable, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * The tables that every module has in its own schema, because they are written in its own transactions: the
 * inbox of the messages it has handled, and the answers it has given under an Idempotency-Key.
 */
export function kernelTables(module: string): readonly PgTable[] {
  const schema = pgSchema(module);
  const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
  const inbox = schema.table(
    'inbox',
    {
      subscription: text('subscription').notNull(),
      messageId: uuid('message_id').notNull(),
      handledAt: time('handled_at').notNull().defaultNow(),
    },
    (table) => [primaryKey({ columns: [table.subscription, table.messageId] }), index('inbox_handled_at').on(table.handledAt)],
  );
  const idempotencyKeys = schema.table(
    'idempotency_keys',
    {
      caller: text('caller').notNull(),
      key: text('key').notNull(),
      fingerprint: text('fingerprint').notNull(),
      status: integer('status').notNull(),
      headers: jsonb('headers').notNull(),
      body: jsonb('body'),
      createdAt: time('created_at').notNull().defaultNow(),
    },
    (table) => [primaryKey({ columns: [table.caller, table.key] }), index('idempotency_keys_created_at').on(table.createdAt)],
  );
  return [inbox, idempotencyKeys];
}
