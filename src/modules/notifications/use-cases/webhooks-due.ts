/** Wakes whoever sends webhooks in this process. */
export const WEBHOOKS_DUE = 'notifications.webhooks-due';

/** Wakes whoever waits for the end of a delivery. */
export function deliveryEnded(id: string): string {
  return `notifications.webhook-delivery-ended/${id}`;
}
