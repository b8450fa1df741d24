/** The key under which those who wait for a payment are woken. */
export function paymentSignal(paymentId: string): string {
  return `payment:${paymentId}`;
}
