import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import { ownerFor } from '#shared-kernel/tokens.ts';
import { ShipmentNotFound } from '../domain/errors.ts';
import { getShipment } from '../queries/get-shipment.ts';
import { listShipments } from '../queries/list-shipments.ts';
import type { ShipmentView as View } from '../queries/shipment-view.ts';
import type { RecordTracking } from '../use-cases/record-tracking.ts';
import { ShipmentList, ShipmentParams, ShipmentsQuery, ShipmentView, TrackingBody } from './schemas.ts';
import { whose } from './whose.ts';

/** Everything of shipping that the public API offers. */
export const shippingRoutes = ({ recordTracking }: { readonly recordTracking: RecordTracking }): readonly Route[] => [
  listRoute,
  getRoute,
  trackingRoute(recordTracking),
];

const listRoute = defineRoute({
  method: 'get',
  path: '/v1/shipments',
  operationId: 'listShipments',
  summary: 'List your shipments, newest first; staff see those of all',
  description: 'A guest names the order in `orderId`, and sends its key in `X-Access-Key`.',
  access: 'optional',
  query: ShipmentsQuery,
  replies: { 200: ShipmentList },
  async handle(request) {
    const { limit, cursor, orderId } = request.query;
    const before = cursorKey(cursor, z.uuid());
    const filter = { ...whose(request), orderId, before, limit: limit + 1 };
    const rows = await request.read((db) => listShipments(db, filter));
    return { status: 200 as const, body: pageOf(rows, limit, ({ id }) => id) };
  },
});

const getRoute = defineRoute({
  method: 'get',
  path: '/v1/shipments/{id}',
  operationId: 'getShipment',
  summary: 'Read a shipment and what its carrier reported',
  access: 'shipping:read',
  params: ShipmentParams,
  replies: { 200: ShipmentView },
  refusals: { 404: ['shipping.shipment_not_found'] },
  async handle({ params, principal, read }) {
    const shipment = await read((db) => getShipment(db, params.id, ownerFor(principal)));
    if (!shipment) throw new ShipmentNotFound();
    return { status: 200 as const, body: shipment, version: versionOf(shipment) };
  },
});

const trackingRoute = (recordTracking: RecordTracking) =>
  defineRoute({
    method: 'post',
    path: '/v1/shipments/{id}/tracking',
    operationId: 'reportTracking',
    summary: 'Take down what the carrier reports about a shipment',
    description:
      'A shipment is dispatched, seen in transit any number of times, and delivered. The same report again changes nothing.',
    access: 'shipping:write',
    params: ShipmentParams,
    body: TrackingBody,
    replies: { 201: ShipmentView },
    refusals: {
      404: ['shipping.shipment_not_found'],
      409: ['shipping.impossible_transition', 'shipping.shipment_being_cancelled'],
    },
    handle: ({ params: { id }, body: { status, description, occurredAt }, transaction }) =>
      transaction(async (tx) => {
        const at = occurredAt === undefined ? undefined : new Date(occurredAt);
        await recordTracking(tx, id, { status, description, occurredAt: at });
        const shipment = await getShipment(tx, id, undefined);
        if (!shipment) throw new ShipmentNotFound();
        return { status: 201 as const, body: shipment, version: versionOf(shipment) };
      }),
  });

/** Nothing that is shown changes without one of these. */
function versionOf({ status, events }: View): string {
  return `${status}-${events.length}`;
}
