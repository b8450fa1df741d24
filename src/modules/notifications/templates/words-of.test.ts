import { describe, expect, it } from 'vitest';
import type { Letter } from '../domain/letter.ts';
import { html } from './html.ts';
import { wordsOf } from './words-of.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const hostile = '<script>alert("x")</script> & \'co\'';

const letters: readonly Letter[] = [
  { template: 'welcome', params: {} },
  {
    template: 'order-confirmed',
    params: { number: 'T-1001', lines: [{ title: hostile, quantity: 2, lineTotal: eur(3998) }], total: eur(3998) },
  },
  { template: 'order-cancelled', params: { number: 'T-1001', reason: hostile } },
  { template: 'shipment-dispatched', params: { number: 'T-1001', carrier: hostile, trackingNumber: 'SBX1' } },
  { template: 'payment-refunded', params: { number: 'T-1001', amount: eur(1999) } },
];

describe('the words of a mail', () => {
  it.each(letters)('greet the reader in both forms and let nothing through as markup: $template', (letter) => {
    const { subject, text, html: page } = wordsOf(letter, 'Ada <b>Lovelace</b>');
    expect(subject).not.toBe('');
    expect(text).toMatch(/^Hello Ada <b>Lovelace<\/b>,\n/);
    expect(page).toContain('<p>Hello Ada &lt;b&gt;Lovelace&lt;/b&gt;,</p>');
    expect(page).not.toMatch(/<script|<b>/);
  });

  it('list what was ordered, with money as people write it', () => {
    const {
      subject,
      text,
      html: page,
    } = wordsOf(
      {
        template: 'order-confirmed',
        params: {
          number: 'T-1001',
          lines: [
            { title: 'Green tea', quantity: 2, lineTotal: eur(3998) },
            { title: 'Cup', quantity: 1, lineTotal: eur(5) },
          ],
          total: eur(4003),
        },
      },
      'Ada',
    );
    expect(subject).toBe('Your order T-1001 is confirmed');
    expect(text).toContain('2 × Green tea: 39.98 EUR\n1 × Cup: 0.05 EUR\nTotal: 40.03 EUR');
    for (const amount of ['39.98 EUR', '0.05 EUR', '40.03 EUR']) expect(page).toContain(amount);
  });

  it('say what was given back, in currencies without decimals too', () => {
    const letter = {
      template: 'payment-refunded',
      params: { number: 'T-1', amount: { amountMinor: 1500, currency: 'JPY' } },
    } as const;
    expect(wordsOf(letter, 'Ada').text).toContain('We gave back 1500 JPY for your order T-1');
  });

  it('say why an order was cancelled, and where a parcel is', () => {
    const cancelled = { template: 'order-cancelled', params: { number: 'T-1', reason: 'TEA-1 is sold out.' } } as const;
    expect(wordsOf(cancelled, 'Ada').text).toContain('Your order T-1 was cancelled. TEA-1 is sold out.');
    const dispatched = {
      template: 'shipment-dispatched',
      params: { number: 'T-1', carrier: 'sandbox', trackingNumber: 'SBX42' },
    } as const;
    expect(wordsOf(dispatched, 'Ada').html).toContain('<strong>SBX42</strong>');
  });
});

describe('markup', () => {
  it('escapes texts, and takes markup and lists of it as they are', () => {
    const items = ['a & b', '<i>'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul title="${'"'}">${items}${html`<hr>`}${3}</ul>`.markup).toBe(
      '<ul title="&quot;"><li>a &amp; b</li><li>&lt;i&gt;</li><hr>3</ul>',
    );
  });
});
