/** Whether something that was bought can be bought again. */
export type Availability = 'in_stock' | 'sold_out' | 'not_on_sale';

export function availabilityOf(onSale: boolean, available: number): Availability {
  if (!onSale) return 'not_on_sale';
  return available > 0 ? 'in_stock' : 'sold_out';
}
