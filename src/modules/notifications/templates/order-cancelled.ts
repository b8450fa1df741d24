import type { OrderCancelled } from '../domain/letter.ts';
import { html } from './html.ts';
import { layout, type Words } from './layout.ts';

export function orderCancelled(name: string, { number, reason }: OrderCancelled): Words {
  const sentence = `Your order ${number} was cancelled.`;
  const money = 'You owe us nothing for it; what was set aside or taken goes back to you.';
  return layout({
    subject: `Your order ${number} was cancelled`,
    name,
    text: [`${sentence} ${reason}`, money],
    html: [html`<p>${sentence} ${reason}</p><p>${money}</p>`],
  });
}
