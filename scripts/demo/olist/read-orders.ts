import { z } from 'zod';
import { Cents, csvRows } from './csv-file.ts';
import { follow } from './follower.ts';

/** One order of the data set with all that belongs to it. Amounts in cents of BRL. */
export interface OlistOrder {
  readonly id: string;
  readonly status: string;
  readonly customer: z.output<typeof Customer>;
  readonly items: readonly OlistItem[];
  readonly paymentsMinor: readonly number[];
}

export interface OlistItem {
  readonly productId: string;
  readonly priceMinor: number;
  readonly freightMinor: number;
}

const Order = z.object({ order_id: z.string(), customer_id: z.string(), order_status: z.string() });
const Item = z.object({ order_id: z.string(), product_id: z.string(), price: Cents, freight_value: Cents });
const Payment = z.object({ order_id: z.string(), payment_value: Cents });
const Customer = z.object({
  customer_id: z.string(),
  customer_unique_id: z.string(),
  customer_zip_code_prefix: z.string(),
  customer_city: z.string(),
  customer_state: z.string(),
});

/** The first `limit` orders, in the order of the file. The other files are read beside it, a row at a time. */
export async function* readOlistOrders(directory: string, limit = Number.POSITIVE_INFINITY): AsyncGenerator<OlistOrder> {
  const items = follow('order_items', csvRows(directory, 'order_items', Item), ({ order_id }) => order_id);
  const payments = follow('order_payments', csvRows(directory, 'order_payments', Payment), ({ order_id }) => order_id);
  const customers = follow('customers', csvRows(directory, 'customers', Customer), ({ customer_id }) => customer_id);
  const followers = [items, payments, customers];
  let count = 0;
  try {
    for await (const { order_id: id, customer_id, order_status: status } of csvRows(directory, 'orders', Order)) {
      if (count >= limit) return;
      count += 1;
      const [customer] = await customers.take(customer_id);
      if (!customer) throw new Error(`customers: ${customer_id} is missing, or the file is not in the order of the orders`);
      const paid = await payments.take(id);
      yield {
        id,
        status,
        customer,
        items: (await items.take(id)).map(toItem),
        paymentsMinor: paid.map((row) => row.payment_value),
      };
    }
    for (const follower of followers) await follower.assertEnd();
  } finally {
    for (const follower of followers) await follower.close();
  }
}

function toItem({ product_id: productId, price: priceMinor, freight_value: freightMinor }: z.output<typeof Item>): OlistItem {
  return { productId, priceMinor, freightMinor };
}
