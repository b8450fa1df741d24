import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { CLIENT_KINDS } from '../domain/client.ts';
import { ACTOR_KINDS, SUBJECT_KINDS } from '../domain/security-act.ts';

const identity = pgSchema('identity');
const instant = () => timestamp({ withTimezone: true, mode: 'date' });

export const users = identity.table(
  'users',
  {
    id: uuid().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    roles: text().array().notNull(),
    version: integer().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    unique('users_email_unique').on(t.email),
    index('users_roles').using('gin', t.roles),
    check('users_email_normalised', sql`email = lower(btrim(email)) and char_length(email) between 3 and 254`),
    check('users_name_present', sql`char_length(name) between 1 and 200`),
    check('users_roles_known', sql`roles <@ array['customer', 'staff', 'admin'] and 'customer' = any (roles)`),
    check('users_version_positive', sql`version > 0`),
  ],
);

export const credentials = identity.table(
  'credentials',
  {
    user_id: uuid().primaryKey(),
    password_hash: text().notNull(),
    changed_at: instant().notNull(),
  },
  (t) => [
    foreignKey({ name: 'credentials_user_id_fkey', columns: [t.user_id], foreignColumns: [users.id] }).onDelete('cascade'),
    check('credentials_password_hash_argon2id', sql`password_hash like '$argon2id$%'`),
  ],
);

export const sessions = identity.table(
  'sessions',
  {
    id: uuid().primaryKey(),
    user_id: uuid().notNull(),
    started_at: instant().notNull(),
    idle_until: instant().notNull(),
    ends_at: instant().notNull(),
    revoked_at: instant(),
    revoked_because: text(),
    successor_key: text(),
  },
  (t) => [
    foreignKey({ name: 'sessions_user_id_fkey', columns: [t.user_id], foreignColumns: [users.id] }).onDelete('cascade'),
    index('sessions_user_id').on(t.user_id),
    index('sessions_idle_until').on(t.idle_until),
    check('sessions_idle_before_end', sql`started_at < idle_until and idle_until <= ends_at`),
    check('sessions_revoked_because_known', sql`revoked_because in ('token_reused', 'password_changed', 'signed_out')`),
    check('sessions_revocation_explained', sql`(revoked_at is null) = (revoked_because is null)`),
  ],
);

export const refreshTokens = identity.table(
  'refresh_tokens',
  {
    token_hash: text().primaryKey(),
    session_id: uuid().notNull(),
    issued_at: instant().notNull(),
    rotated_at: instant(),
  },
  (t) => [
    foreignKey({ name: 'refresh_tokens_session_id_fkey', columns: [t.session_id], foreignColumns: [sessions.id] }).onDelete(
      'cascade',
    ),
    index('refresh_tokens_session_id').on(t.session_id),
    uniqueIndex('refresh_tokens_one_current').on(t.session_id).where(sql`rotated_at is null`),
    check('refresh_tokens_token_hash_sha256', sql`token_hash ~ '^[A-Za-z0-9_-]{43}$'`),
  ],
);

export const signingKeys = identity.table(
  'signing_keys',
  {
    kid: text().primaryKey(),
    state: text().notNull(),
    public_jwk: jsonb().notNull(),
    private_jwk: jsonb(),
    sealed_private_jwk: text(),
    created_at: instant().notNull(),
    activated_at: instant(),
    retired_at: instant(),
  },
  (t) => [
    uniqueIndex('signing_keys_one_next_and_active').on(t.state).where(sql`state <> 'retiring'`),
    check('signing_keys_state_known', sql`state in ('next', 'active', 'retiring')`),
    check(
      'signing_keys_private_while_signing',
      sql`num_nonnulls(private_jwk, sealed_private_jwk) = case when state = 'retiring' then 0 else 1 end`,
    ),
    check('signing_keys_activated', sql`(activated_at is null) = (state = 'next')`),
    check('signing_keys_retired', sql`(retired_at is null) = (state <> 'retiring')`),
  ],
);

export const auditEvents = identity.table(
  'audit_events',
  {
    id: uuid().primaryKey(),
    at: instant().notNull(),
    act: text().notNull(),
    actor_kind: text({ enum: ACTOR_KINDS }).notNull(),
    actor_id: uuid(),
    subject_kind: text({ enum: SUBJECT_KINDS }),
    subject_id: text(),
    correlation_id: text().notNull(),
  },
  (t) => [
    index('audit_events_act').on(t.act, t.id),
    index('audit_events_at').on(t.at),
    index('audit_events_actor_id').on(t.actor_id, t.id),
    index('audit_events_subject_id').on(t.subject_id, t.id),
    check('audit_events_actor_known', sql`actor_kind in ('user', 'client', 'operator', 'system', 'nobody')`),
    check('audit_events_actor_named', sql`(actor_id is not null) = (actor_kind in ('user', 'client'))`),
    check('audit_events_subject_known', sql`subject_kind in ('user', 'session', 'client', 'signing_key')`),
    check('audit_events_subject_named', sql`(subject_id is null) = (subject_kind is null)`),
  ],
);

export const revocations = identity.table(
  'revocations',
  { id: uuid().primaryKey(), below_version: integer().notNull(), recorded_at: instant().notNull() },
  (t) => [
    index('revocations_recorded_at').on(t.recorded_at),
    check('revocations_below_version_positive', sql`below_version > 0`),
  ],
);

export const clients = identity.table(
  'clients',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: CLIENT_KINDS }).notNull(),
    name: text().notNull(),
    scopes: text().array().notNull(),
    version: integer().notNull(),
    created_at: instant().notNull(),
    revoked_at: instant(),
  },
  (t) => [
    index('clients_kind').on(t.kind, t.id),
    check('clients_kind_known', sql`kind in ('oauth', 'secret', 'publishable')`),
    check('clients_name_present', sql`char_length(name) between 1 and 100`),
    check('clients_scopes_of_programs', sql`(kind = 'publishable') = (cardinality(scopes) = 0)`),
    check('clients_version_positive', sql`version > 0`),
  ],
);

export const clientSecrets = identity.table(
  'client_secrets',
  {
    secret_hash: text().primaryKey(),
    client_id: uuid().notNull(),
    created_at: instant().notNull(),
    expires_at: instant(),
    last_used_at: instant(),
  },
  (t) => [
    foreignKey({ name: 'client_secrets_client_id_fkey', columns: [t.client_id], foreignColumns: [clients.id] }).onDelete(
      'cascade',
    ),
    index('client_secrets_client_id').on(t.client_id),
    check('client_secrets_secret_hash_sha256', sql`secret_hash ~ '^[A-Za-z0-9_-]{43}$'`),
  ],
);

export const signInTurns = identity.table(
  'sign_in_turns',
  {
    account: text().notNull(),
    network: text().notNull(),
    user_id: uuid(),
    failures: integer().notNull(),
    failed_at: instant().notNull(),
    delayed_until: instant().notNull(),
    trusted_until: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.account, t.network] }),
    foreignKey({ name: 'sign_in_turns_user_id_fkey', columns: [t.user_id], foreignColumns: [users.id] }).onDelete('cascade'),
    index('sign_in_turns_user_id').on(t.user_id),
    index('sign_in_turns_failed_at').on(t.failed_at),
    check('sign_in_turns_failures_counted', sql`failures >= 0`),
  ],
);

export const identityTables = [
  users,
  credentials,
  sessions,
  refreshTokens,
  signingKeys,
  auditEvents,
  revocations,
  clients,
  clientSecrets,
  signInTurns,
];
