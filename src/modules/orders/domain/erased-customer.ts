import type { Customer, ShippingAddress } from './order.ts';

/** Stands where a customer was erased: an address under `.invalid` reaches nobody, ever (RFC 2606). */
export const ERASED_CUSTOMER: Customer = { email: 'erased@users.invalid', name: 'erased' };

/** Stands where an address was erased. The country stays: taxes were owed there. */
export const ERASED_ADDRESS: Omit<ShippingAddress, 'country'> = {
  name: 'erased',
  line1: 'erased',
  city: 'erased',
  postalCode: 'erased',
};
