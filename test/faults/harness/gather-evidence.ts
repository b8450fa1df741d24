import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Session } from '#shared-kernel/database/session.ts';
import { stubPlatform } from '../../../scripts/docs/stub-platform.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import type {
  ChargeRow,
  Evidence,
  JobRow,
  MarkRow,
  MovementRow,
  NotificationRow,
  OrderRow,
  ParcelRow,
  PaymentRow,
  RefundRow,
  ReservationRow,
  SagaRow,
  ShipmentRow,
  StockRow,
} from './evidence.ts';
import { bugsIn } from './injected-throws.ts';
import { ledgerDifferences } from './ledger-differences.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { RunningProcess } from './processes.ts';
import { onlyDatabase, type ShopDatabases } from './shop-databases.ts';
import { unreadableMessages } from './unreadable-messages.ts';

type FromModules = Pick<
  Evidence,
  'orders' | 'sagas' | 'stock' | 'movements' | 'reservations' | 'payments' | 'refunds' | 'shipments' | 'notifications'
>;
type Gathered = FromModules &
  Pick<
    Evidence,
    'jobs' | 'marks' | 'hearers' | 'unreadable' | 'charges' | 'ledgerDifferences' | 'parcels' | 'mails' | 'complaints'
  >;

/** Where evidence is found. */
export interface Sources {
  readonly postgres: Pick<PostgresServer, 'asOwner' | 'log'>;
  /** Where there are several; otherwise all modules are in that one. */
  readonly databases?: ShopDatabases;
  readonly provider: Pick<RunningProcess, 'url'>;
  readonly carrier: Pick<RunningProcess, 'url'>;
  readonly directory: string;
  /** When everything had come to rest, or had been given up. */
  readonly restedAt: Date;
}

/** Reads everything that the shop and the systems around it know, as their owner. */
export async function gatherEvidence(sources: Sources): Promise<Gathered> {
  const { postgres, databases = onlyDatabase(postgres), provider, carrier, directory, restedAt } = sources;
  const postgresLog = await postgres.log();
  const [rows, messages, unreadable, charges, parcels, mails, complaints] = await Promise.all([
    readModules(databases),
    readMessages(databases, restedAt),
    Promise.all(databases.all.map((database) => database.asOwner(unreadableMessages))),
    readCharges(provider.url),
    readParcels(carrier.url),
    readMails(directory),
    readComplaints(directory, postgresLog),
  ]);
  const differences = await databases.of('payments').asOwner((session) => ledgerDifferences(session, charges));
  const outside = { charges, ledgerDifferences: differences.map(({ text }) => text), parcels, mails, complaints };
  return { ...rows, ...messages, hearers: hearers(), unreadable: unreadable.flat(), ...outside };
}

/** The queues that hear each type, from the modules' code. */
export function hearers(): ReadonlyMap<string, readonly string[]> {
  const heard = new Map<string, string[]>();
  const subscriptions = modules.flatMap((module) => module.assemble(stubPlatform(), {}).subscriptions ?? []);
  for (const { name, contracts } of subscriptions) {
    for (const { type } of contracts) heard.set(type, [...(heard.get(type) ?? []), name]);
  }
  return heard;
}

async function readModules(databases: ShopDatabases): Promise<FromModules> {
  const parts = await Promise.all([
    databases.of('orders').asOwner(readOrders),
    databases.of('inventory').asOwner(readInventory),
    databases.of('payments').asOwner(readPayments),
    databases.of('shipping').asOwner(readShipments),
    databases.of('notifications').asOwner(readNotifications),
  ]);
  const [orders, inventory, payments, shipments, notifications] = parts;
  return { ...orders, ...inventory, ...payments, shipments, notifications };
}

const readOrders = async ({ sql }: Session) => ({
  orders: await sql<OrderRow>`
    select id, status, cart_id as "cartId", customer_email as email, lines, total_minor as "totalMinor", version from orders.orders`,
  sagas: await sql<SagaRow>`select order_id as "orderId", saga, phase from orders.sagas`,
});

const readInventory = async ({ sql }: Session) => ({
  stock: await sql<StockRow>`select sku, on_hand as "onHand", held, reserved from inventory.stock_items`,
  movements: await sql<MovementRow>`
    select sku, kind, on_hand as "onHand", held, reserved, order_id as "orderId", reason from inventory.stock_movements`,
  reservations: await sql<ReservationRow>`select order_id as "orderId", state, version from inventory.reservations`,
});

const readPayments = async ({ sql }: Session) => ({
  payments: await sql<PaymentRow>`
    select id, order_id as "orderId", status, charge, captured_minor as "capturedMinor", refunded_minor as "refundedMinor",
      refunding_minor as "refundingMinor", version from payments.payments`,
  refunds: await sql<RefundRow>`
    select payment_id as "paymentId", amount_minor as "amountMinor", reason, status from payments.refunds`,
});

const readShipments = ({ sql }: Session) =>
  sql<ShipmentRow>`select id, order_id as "orderId", status, version from shipping.shipments`;

const readNotifications = ({ sql }: Session) => sql<NotificationRow>`
  select id, template, order_id as "orderId", status from notifications.notifications`;

async function readMessages(databases: ShopDatabases, restedAt: Date): Promise<Pick<Evidence, 'jobs' | 'marks'>> {
  const jobs = await Promise.all(databases.all.map((database) => database.asOwner((session) => readJobs(session, restedAt))));
  const marks = await Promise.all(modules.map(({ name }) => databases.of(name).asOwner((session) => readMarks(session, name))));
  return { jobs: jobs.flat(), marks: marks.flat() };
}

function readJobs({ sql }: Session, restedAt: Date): Promise<readonly JobRow[]> {
  return sql<JobRow>`
    select id as "jobId", name as queue, state::text as state, state = 'created' and start_after > ${restedAt} as future,
      data->>'id' as "messageId", data->>'source' as source, data->>'type' as type, data->>'subject' as subject,
      (data->>'sequence')::int as sequence, data->>'causationid' as "causationId", md5((data->'data')::text) as "payloadHash"
    from pgboss.job where data ? 'specversion'`;
}

/** A name cannot be a parameter; this one comes from the module's own manifest. */
async function readMarks(session: Session, module: string): Promise<readonly MarkRow[]> {
  const { rows } = await session.run<MarkRow>(`select subscription, message_id as "messageId" from ${module}.inbox`, []);
  return rows;
}

const Charges = z.object({
  charges: z.array(
    z.object({
      id: z.string(),
      orderId: z.string(),
      authorizedMinor: z.number(),
      capturedMinor: z.number(),
      refundedMinor: z.number(),
      voided: z.boolean(),
    }),
  ),
});

/** What the provider has in its ledger. */
export async function readCharges(url: string): Promise<readonly ChargeRow[]> {
  const charges: ChargeRow[] = [];
  for (;;) {
    const after = charges.at(-1)?.id;
    const page = new URL(`/ledger${after === undefined ? '' : `?after=${after}`}`, url);
    const answer = await fetch(page, { headers: { authorization: 'Bearer sandbox' } });
    const more = Charges.parse(await answer.json()).charges;
    if (more.length === 0) return charges;
    charges.push(...more);
  }
}

const Parcels = z.object({
  entries: z.array(z.object({ key: z.string(), type: z.enum(['booked', 'refused', 'cancelled', 'collected']) })),
});

async function readParcels(url: string): Promise<readonly ParcelRow[]> {
  return Parcels.parse(await (await fetch(new URL('/ledger', url))).json()).entries;
}

async function readMails(directory: string): Promise<readonly string[]> {
  const files = await readdir(join(directory, 'data', 'notifications', 'mails')).catch(() => []);
  return files.flatMap((file) => /([0-9a-f]{8}-[0-9a-f-]{27})\.eml$/.exec(file)?.[1] ?? []);
}

/** What no fault excuses: a boundary crossed, a write where none may be, a bug that nobody caught. */
const NEVER = /permission denied|in a read-only transaction|uncaught exception|unhandled rejection|violates check constraint/;

async function readComplaints(directory: string, postgresLog: string): Promise<readonly string[]> {
  const files = (await readdir(directory)).filter((name) => /^shop.*\.log$/.test(name));
  const logs = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')));
  const lines = [postgresLog, ...logs].flatMap((log) => [...log.split('\n').filter((line) => NEVER.test(line)), ...bugsIn(log)]);
  return lines.map((line) => line.slice(0, 300));
}
