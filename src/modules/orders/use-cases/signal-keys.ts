/** The key under which those who wait for an order are told to look again. */
export function orderSignal(orderId: string): string {
  return `order:${orderId}`;
}

/** The key under which those who wait for the end of an order are told to look again. */
export function settledSignal(orderId: string): string {
  return `settled:${orderId}`;
}

/** The key under which those who wait for news from other modules are told to look again. */
export const NEWS_ARRIVED = 'orders:news';
