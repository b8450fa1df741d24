import type { Letter } from '../domain/letter.ts';
import type { Words } from './layout.ts';
import { orderCancelled } from './order-cancelled.ts';
import { orderConfirmed } from './order-confirmed.ts';
import { paymentRefunded } from './payment-refunded.ts';
import { shipmentDispatched } from './shipment-dispatched.ts';
import { welcome } from './welcome.ts';

/** Fills the template of a letter for the reader of that name. */
export function wordsOf(letter: Letter, name: string): Words {
  switch (letter.template) {
    case 'welcome':
      return welcome(name);
    case 'order-confirmed':
      return orderConfirmed(name, letter.params);
    case 'order-cancelled':
      return orderCancelled(name, letter.params);
    case 'shipment-dispatched':
      return shipmentDispatched(name, letter.params);
    case 'payment-refunded':
      return paymentRefunded(name, letter.params);
  }
}
