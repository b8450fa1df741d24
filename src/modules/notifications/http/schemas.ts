import { z } from 'zod';
import { ListOf, PageQuery } from '#shared-kernel/paging.ts';

const NotificationView = z
  .strictObject({
    id: z.uuid(),
    template: z.enum(['welcome', 'order-confirmed', 'order-cancelled', 'shipment-dispatched', 'payment-refunded']),
    about: z.uuid().describe('The order or user that it is about.'),
    channel: z.literal('mail'),
    status: z.enum(['pending', 'sending', 'sent', 'failed']),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().optional().describe('When a mail server took it.'),
  })
  .meta({ id: 'Notification' });

export const NotificationList = ListOf(NotificationView).meta({ id: 'NotificationList' });

export const NotificationsQuery = PageQuery.extend({
  orderId: z.uuid().optional().describe('Only what is about this order.'),
});
