/**
 * Reads a payment token as it is kept: sealed to a key of ours, and for one order. Rejects where that is another order, or where
 * the key is gone. A token from before they were sealed is what it is.
 */
export type OpenToken = (orderId: string, token: string) => Promise<string>;
