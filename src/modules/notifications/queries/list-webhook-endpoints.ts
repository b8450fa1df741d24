import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { DisabledBecause } from '../domain/webhook-endpoint.ts';
import { webhookEndpoints as table } from '../persistence/schema.ts';

/** An endpoint as it is shown: its secrets by their times alone. */
export interface WebhookEndpointView {
  readonly id: string;
  readonly version: number;
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly string[];
  readonly disabledBecause: DisabledBecause | undefined;
  readonly failingSince: Date | undefined;
  readonly secrets: readonly { readonly createdAt: Date; readonly endsAt: Date | undefined }[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The endpoints, newest first. */
export async function listWebhookEndpoints(
  db: Db,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly WebhookEndpointView[]> {
  const rows = await db.drizzle
    .select()
    .from(table)
    .where(and(isNull(table.deletedAt), before === undefined ? undefined : lt(table.id, before)))
    .orderBy(desc(table.id))
    .limit(limit);
  return rows.map(viewOf);
}

/** Undefined where there is no such endpoint. */
export async function getWebhookEndpoint(db: Db, id: string): Promise<WebhookEndpointView | undefined> {
  const [row] = await db.drizzle
    .select()
    .from(table)
    .where(and(eq(table.id, id), isNull(table.deletedAt)));
  return row && viewOf(row);
}

function viewOf(row: typeof table.$inferSelect): WebhookEndpointView {
  const { id, version, url, description, eventTypes, createdAt, updatedAt } = row;
  return {
    id,
    version,
    url,
    description,
    eventTypes,
    disabledBecause: row.disabledBecause ?? undefined,
    failingSince: row.failingSince ?? undefined,
    secrets: row.secrets.map((secret) => ({
      createdAt: new Date(secret.createdAt),
      endsAt: secret.endsAt === undefined ? undefined : new Date(secret.endsAt),
    })),
    createdAt,
    updatedAt,
  };
}
