import { Pool } from 'undici';
import { z } from 'zod';
import type { OrderToPlace } from './order-to-place.ts';

/** The payment provider and the carrier of the sandbox, each call under an idempotency key. */
export interface ForeignSystems {
  /** Resolves to the charge. */
  authorize(orderId: string, amount: Amount, token: string): Promise<string>;
  capture(orderId: string, charge: string, amount: Amount): Promise<void>;
  /** Resolves to the tracking number. */
  createShipment(orderId: string, order: OrderToPlace): Promise<string>;
}

export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

const Charge = z.object({ id: z.string() });
const Booking = z.object({ kind: z.literal('booked'), trackingNumber: z.string() });

export function foreignSystems(provider: string, carrier: string): ForeignSystems {
  const pay = poster(provider, { authorization: 'Bearer sandbox' });
  const ship = poster(carrier, {});
  return {
    async authorize(orderId, amount, token) {
      return Charge.parse(await pay('/charges', `${orderId}/authorize`, { ...amount, token, orderId })).id;
    },
    async capture(orderId, charge, amount) {
      Charge.parse(await pay(`/charges/${charge}/capture`, `${orderId}/capture`, amount));
    },
    async createShipment(orderId, { shippingAddress: { name: recipient, ...address }, lines }) {
      const parcel = { recipient, address, lines };
      return Booking.parse(await ship('/shipments', orderId, parcel)).trackingNumber;
    },
  };
}

function poster(url: string, headers: Readonly<Record<string, string>>) {
  const pool = new Pool(url);
  return async (path: string, key: string, body: object): Promise<unknown> => {
    const own = { ...headers, 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await pool.request({ method: 'POST', path, headers: own, body: JSON.stringify(body) });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`POST ${path} answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text);
  };
}
