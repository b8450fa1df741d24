import { z } from 'zod';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { notificationsModule } from '../../src/modules/notifications/index.ts';
import { testShop } from '../support/test-shop.ts';

export const BASE = '/v1/webhook-endpoints';

const Endpoint = z.looseObject({ id: z.uuid(), enabled: z.boolean(), disabledBecause: z.string().optional() });
export const NewEndpoint = Endpoint.extend({ secret: z.string() });
export const Delivery = z.looseObject({
  id: z.uuid(),
  webhookId: z.string(),
  status: z.string(),
  attempts: z.array(z.looseObject({ number: z.int(), outcome: z.string(), status: z.int().optional() })),
});
export type Delivery = z.output<typeof Delivery>;
const Deliveries = z.object({ data: z.array(Delivery), hasMore: z.boolean(), nextCursor: z.string().optional() });
export const Problem = z.looseObject({ code: z.string() });

/** A shop that sends webhooks to receivers on this machine, about stock levels that the test has changed. */
export function webhookShop() {
  let inventory: Platform | undefined;
  /** Stands where the inventory module would, and says what the test wants said. */
  const inventoryStandIn = defineModule({
    name: 'inventory',
    owner: 'test',
    purpose: 'Changes stock levels.',
    tables: [],
    publishes: [StockLevelChangedV1],
    receives: [],
    hears: [],
    settings: z.object({}),
    assemble(platform) {
      inventory = platform;
      return {};
    },
  });
  const settings = { WEBHOOK_ALLOW_LOOPBACK: 'yes', WEBHOOK_TIMEOUT_SECONDS: '5' };
  const shop = testShop([notificationsModule, inventoryStandIn], { bus: 'real', settings });
  const staff = shop.asStaff('notifications:read', 'notifications:write');
  const logOf = async (id: string, query = '') => (await staff.get(`${BASE}/${id}/deliveries${query}`)).as(Deliveries);
  return {
    shop,
    staff,
    logOf,
    onlyDelivery: async (id: string) => (await logOf(id)).data[0],
    async created(body: object) {
      const answer = await staff.post(BASE, body);
      return { ...answer.as(NewEndpoint), etag: answer.headers.get('etag') ?? '' };
    },
    async removed(...ids: readonly string[]) {
      for (const id of ids) await staff.delete(`${BASE}/${id}`, { 'if-match': '*' });
    },
    /** Has the inventory say that levels changed, of so many SKUs. */
    async changeLevels(count: number): Promise<readonly string[]> {
      const skus = Array.from({ length: count }, () => `TEA-${newId()}`);
      await inventory?.database.transaction({ correlationId: 'test' }, async (tx) => {
        for (const sku of skus) {
          const payload = { sku, onHand: 9, held: 1, reserved: 2, available: 6 };
          inventory?.events.publish(tx, StockLevelChangedV1, { subject: sku, sequence: 1, payload });
        }
      });
      return skus;
    },
    /** As if the wait for the next attempt were over. */
    passTime: () => shop.admin.sql`
      update notifications.webhook_deliveries set due_at = now() - interval '1 second' where status = 'pending'`,
  };
}
