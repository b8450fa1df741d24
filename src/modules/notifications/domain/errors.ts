/** An event about an order overtook the one that says whom to write to: it is handled again later. */
export class ContactNotKnownYet extends Error {
  override readonly name = 'ContactNotKnownYet';

  constructor(orderId: string) {
    super(`nobody has said yet whom to write to about order ${orderId}`);
  }
}
