import type { ShipmentDispatched } from '../domain/letter.ts';
import { html } from './html.ts';
import { layout, type Words } from './layout.ts';

export function shipmentDispatched(name: string, { number, carrier, trackingNumber }: ShipmentDispatched): Words {
  const sentence = `Your order ${number} is on its way with ${carrier}.`;
  return layout({
    subject: `Your order ${number} is on its way`,
    name,
    text: [sentence, `Tracking number: ${trackingNumber}`],
    html: [html`<p>${sentence}</p><p>Tracking number: <strong>${trackingNumber}</strong></p>`],
  });
}
