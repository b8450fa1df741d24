import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { openShop, post } from '../load/open-shop.ts';
import { orderBody } from '../load/order-body.ts';

/** Somebody who has bought several times. */
export interface Customer {
  readonly userId: string;
  /** What shows who is asking. */
  readonly headers: Readonly<Record<string, string>>;
  readonly orderIds: readonly string[];
}

const CUSTOMERS = 8;
const ORDERS = 12;
const LINES = 3;
const KINDS = 24;

const Session = z.object({ accessToken: z.string() });
const Identified = z.object({ id: z.string() });
const Confirmed = z.object({ id: z.string(), status: z.literal('confirmed') });
const Dashboard = z.object({
  profile: z.object({ name: z.string() }),
  orders: z.object({ data: z.array(z.object({ status: z.string(), shipment: z.looseObject({}).optional() })) }),
  buyAgain: z.object({ data: z.array(z.object({ availability: z.literal('in_stock') })) }),
});

/** Registers customers and has each buy, until all of it is on their dashboards. */
export async function makeCustomers(url: string): Promise<readonly Customer[]> {
  const goods = await openShop(url, { prefix: 'BOUGHT', kinds: KINDS });
  const skus = goods.map(({ sku }) => sku);
  return Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => makeCustomer(url, index, skus)));
}

async function makeCustomer(url: string, index: number, skus: readonly string[]): Promise<Customer> {
  const account = { email: `reader-${index}@example.com`, password: 'correct-horse-battery' };
  const { id: userId } = Identified.parse(await post(url, '/v1/users', { ...account, name: `Reader ${index}` }));
  const { accessToken } = Session.parse(await post(url, '/v1/sessions', account));
  const headers = { authorization: `Bearer ${accessToken}` };
  const orderIds: string[] = [];
  while (orderIds.length < ORDERS) {
    const first = orderIds.length * LINES + index;
    const lines = Array.from({ length: LINES }, (_, line) => ({ sku: skus[(first + line) % KINDS] ?? '', quantity: 1 + line }));
    const order = await post(url, '/v1/orders', orderBody({ lines }), { ...headers, prefer: 'wait=10' });
    orderIds.push(Confirmed.parse(order).id);
  }
  await eventually(() => dashboardOf(url, headers), { satisfies: isComplete, withinMs: 60_000 });
  return { userId, headers, orderIds };
}

async function dashboardOf(url: string, headers: Customer['headers']) {
  return Dashboard.parse(await (await fetch(`${url}/v1/web/dashboard`, { headers })).json());
}

function isComplete({ orders, buyAgain }: z.output<typeof Dashboard>): boolean {
  const shown = orders.data.filter(({ status, shipment }) => status === 'confirmed' && shipment !== undefined);
  return shown.length === 10 && buyAgain.data.length === 12;
}
