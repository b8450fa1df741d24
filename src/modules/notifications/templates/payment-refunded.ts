import { formatMoney } from '#shared-kernel/money.ts';
import type { PaymentRefunded } from '../domain/letter.ts';
import { html } from './html.ts';
import { layout, type Words } from './layout.ts';

export function paymentRefunded(name: string, { number, amount }: PaymentRefunded): Words {
  const given = formatMoney(amount);
  return layout({
    subject: `A refund for your order ${number}`,
    name,
    text: [`We gave back ${given} for your order ${number}. Your bank may take some days to show it.`],
    html: [
      html`<p>We gave back <strong>${given}</strong> for your order ${number}. Your bank may take some days to show it.</p>`,
    ],
  });
}
