import { expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ShopUnderTest } from '../../../support/shop-under-test.ts';
import { PATIENTLY, shopping } from '../../../support/shopping.ts';

/** Refunds that the staff asks for. */
export function givingMoneyBack(shop: ShopUnderTest): void {
  const { sell, order, paymentsOf, mailsOf, staff, expectLedgersAgree } = shopping(shop);

  it('whoever paid gets a part back, once, and never more than was paid', async () => {
    await sell('REFUND-1', { priceMinor: 2_000 });
    const placed = await order({ lines: [{ sku: 'REFUND-1', quantity: 1 }] });
    const [payment] = await paymentsOf(placed.id);
    const refund = (amountMinor: number, reason: string) =>
      staff().post(`/v1/payments/${payment?.id}/refunds`, { amountMinor, reason }, { 'idempotency-key': reason });
    const reason = newId();
    expect([(await refund(500, reason)).status, (await refund(500, reason)).status]).toEqual([202, 202]);
    await eventually(() => paymentsOf(placed.id), {
      satisfies: ([after]) => after?.refunded.amountMinor === 500,
      ...PATIENTLY,
    });
    expect(await refund(1_501, newId())).toMatchObject({ status: 409, body: { code: 'payments.refund_exceeds_captured' } });
    await eventually(() => mailsOf(placed.id), { is: ['payment-refunded: sent', 'order-confirmed: sent'], ...PATIENTLY });
    await expectLedgersAgree(placed.id);
  });
}
