import { bigint, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const identity = pgSchema('identity');
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

const privacyRequests = identity.table('privacy_requests', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull(),
  userId: uuid('user_id').notNull(),
  status: text('status').notNull(),
  accessKeyHash: text('access_key_hash'),
  userVersion: integer('user_version'),
  publicJwk: jsonb('public_jwk'),
  sealedPrivateJwk: text('sealed_private_jwk'),
  expiresAt: instant('expires_at'),
  createdAt: instant('created_at').notNull(),
  completedAt: instant('completed_at'),
});

const privacySagas = identity.table(
  'privacy_sagas',
  {
    requestId: uuid('request_id').notNull(),
    saga: text('saga').notNull(),
    phase: text('phase').notNull(),
    state: jsonb('state').notNull(),
    checkAt: instant('check_at'),
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.saga] })],
);

const privacyTimeline = identity.table('privacy_timeline', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  requestId: uuid('request_id').notNull(),
  at: instant('at').notNull(),
  step: text('step').notNull(),
  outcome: text('outcome').notNull(),
});

const erasureReports = identity.table(
  'erasure_reports',
  {
    requestId: uuid('request_id').notNull(),
    module: text('module').notNull(),
    records: jsonb('records').notNull(),
    reportedAt: instant('reported_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.module] })],
);

const exportParts = identity.table(
  'export_parts',
  {
    readingId: uuid('reading_id').notNull(),
    part: integer('part').notNull(),
    parts: integer('parts').notNull(),
    requestId: uuid('request_id').notNull(),
    module: text('module').notNull(),
    collectedAt: instant('collected_at').notNull(),
    content: text('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.readingId, table.part] })],
);

/** The tables of erasures and exports, as `migrate verify` holds them against Postgres. */
export const privacyTables = [privacyRequests, privacySagas, privacyTimeline, erasureReports, exportParts];
