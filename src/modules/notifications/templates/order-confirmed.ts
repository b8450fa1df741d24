import { formatMoney } from '#shared-kernel/money.ts';
import type { OrderConfirmed } from '../domain/letter.ts';
import { html } from './html.ts';
import { layout, type Words } from './layout.ts';

export function orderConfirmed(name: string, { number, lines, total }: OrderConfirmed): Words {
  const sentence = `Your order ${number} is confirmed and paid. We tell you when it is on its way.`;
  const list = lines.map(({ title, quantity, lineTotal }) => `${quantity} × ${title}: ${formatMoney(lineTotal)}`);
  const rows = lines.map(
    ({ title, quantity, lineTotal }) =>
      html`<tr><td>${quantity} ×</td><td>${title}</td><td align="right">${formatMoney(lineTotal)}</td></tr>`,
  );
  const sum = html`<tr><th></th><th align="left">Total</th><th align="right">${formatMoney(total)}</th></tr>`;
  return layout({
    subject: `Your order ${number} is confirmed`,
    name,
    text: [sentence, [...list, `Total: ${formatMoney(total)}`].join('\n')],
    html: [html`<p>${sentence}</p><table cellpadding="4">${rows}${sum}</table>`],
  });
}
