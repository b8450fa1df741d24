import { Hono } from 'hono';
import { z } from 'zod';
import type { Bank } from './bank.ts';
import { ActByHand } from './by-hand.ts';
import { FaultOrder, type Faults } from './faults.ts';
import { WebhookEndpoint, type WebhookSender } from './webhooks.ts';

export interface SandboxParts {
  readonly bank: Bank;
  readonly faults: Faults;
  readonly webhooks: WebhookSender;
}

/** What a provider offers to people, and this one to tests: it works also while the rest is down. */
export function backOfficeRoutes({ bank, faults, webhooks }: SandboxParts): Hono {
  const app = new Hono();
  app.post('/faults', async (c) => {
    faults.order(FaultOrder.parse(await c.req.json()));
    return c.body(null, 204);
  });
  app.put('/webhook-endpoint', async (c) => {
    webhooks.deliverTo(WebhookEndpoint.parse(await c.req.json()));
    return c.body(null, 204);
  });
  app.post('/by-hand/:id', async (c) => {
    const { status, body } = await bank.act(c.req.param('id'), ActByHand.parse(await c.req.json()));
    return c.json(body, status);
  });
  app.get('/ledger', (c) => {
    const { after, limit } = LedgerQuery.parse(c.req.query());
    return c.json({ charges: bank.charges(after, limit) });
  });
  return app;
}

const LedgerQuery = z.strictObject({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});
