import { z } from 'zod';
import { ListOf, PageQuery } from '#shared-kernel/paging.ts';

const orderId = z.uuid().describe('The order that is shipped; it has one shipment.');

const TrackingEventView = z
  .strictObject({
    at: z.iso.datetime(),
    status: z.enum(['dispatched', 'in_transit', 'delivered']),
    description: z.string().max(500).optional(),
  })
  .meta({ id: 'TrackingEvent' });

export const ShipmentView = z
  .strictObject({
    id: z.uuid(),
    orderId,
    status: z.enum(['requested', 'created', 'refused', 'cancelling', 'cancelled', 'dispatched', 'in_transit', 'delivered']),
    carrier: z.string().max(200).optional().describe('Absent until a carrier took the shipment on.'),
    trackingNumber: z.string().max(200).optional(),
    events: z.array(TrackingEventView).max(10_000).describe('What the carrier reported, oldest first.'),
  })
  .meta({ id: 'Shipment' });

export const ShipmentList = ListOf(ShipmentView).meta({ id: 'ShipmentList' });

export const ShipmentParams = z.strictObject({ id: z.uuid() });

export const ShipmentsQuery = PageQuery.extend({ orderId: orderId.optional() });

export const TrackingBody = z
  .strictObject({
    status: z.enum(['dispatched', 'in_transit', 'delivered']),
    description: z.string().trim().min(1).max(500).optional(),
    occurredAt: z.iso.datetime().optional().describe('When it happened; now, where it is left out.'),
  })
  .meta({ id: 'TrackingReport', examples: [{ status: 'dispatched' }] });
