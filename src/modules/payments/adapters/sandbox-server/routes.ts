import { type Context, Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { z } from 'zod';
import type { Bank } from './bank.ts';
import { FaultOrder, type Faults } from './faults.ts';
import { AmountBody, AuthorizeBody, type SandboxRequest, VoidBody } from './requests.ts';

const LedgerQuery = z.strictObject({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});

/** The sandbox over HTTP. Every operation needs an `Idempotency-Key`; a no of the bank is a 402 with its code. */
export function sandboxRoutes(bank: Bank, faults: Faults, apiKey: string): Hono {
  const submit = async (c: Context, request: SandboxRequest) => {
    const key = c.req.header('idempotency-key');
    if (!key) return c.json({ code: 'key_missing', detail: 'Send an Idempotency-Key.' }, 400);
    const { status, body } = await bank.submit(key, request, c.req.raw.signal);
    return c.json(body, status);
  };
  const chargeId = (c: Context) => c.req.param('id') ?? '';

  const app = new Hono();
  app.use(bearerAuth({ token: apiKey }));
  app.post('/faults', async (c) => {
    faults.order(FaultOrder.parse(await c.req.json()));
    return c.body(null, 204);
  });
  app.get('/ledger', (c) => {
    const { after, limit } = LedgerQuery.parse(c.req.query());
    return c.json({ charges: bank.charges(after, limit) });
  });
  app.use(async (c, next) => {
    if (faults.down) return c.json({ code: 'down', detail: 'The provider is down.' }, 503);
    return next();
  });
  app.post('/charges', async (c) => submit(c, { operation: 'authorize', body: AuthorizeBody.parse(await c.req.json()) }));
  app.post('/charges/:id/capture', async (c) =>
    submit(c, { operation: 'capture', chargeId: chargeId(c), body: AmountBody.parse(await c.req.json()) }),
  );
  app.post('/charges/:id/void', async (c) =>
    submit(c, { operation: 'void', chargeId: chargeId(c), body: VoidBody.parse(await c.req.json()) }),
  );
  app.post('/charges/:id/refunds', async (c) =>
    submit(c, { operation: 'refund', chargeId: chargeId(c), body: AmountBody.parse(await c.req.json()) }),
  );
  app.get('/requests/:key', async (c) => {
    await faults.takeTime(false);
    const answer = await bank.find(c.req.param('key'));
    return answer ? c.json(answer) : c.json({ code: 'request_not_found', detail: 'No answer was given under this key.' }, 404);
  });
  app.onError((error, c) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return c.json({ code: 'invalid', detail: error.message }, 400);
    return 'getResponse' in error
      ? error.getResponse()
      : c.json({ code: 'internal_error', detail: 'Something went wrong.' }, 500);
  });
  return app;
}
