import { type Context, Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { z } from 'zod';
import { backOfficeRoutes, type SandboxParts } from './back-office.ts';
import { AmountBody, AuthorizeBody, type SandboxRequest, VoidBody } from './requests.ts';

/** The sandbox over HTTP. Every operation needs an `Idempotency-Key`; a no of the bank is a 402 with its code. */
export function sandboxRoutes(parts: SandboxParts, apiKey: string): Hono {
  const { bank, faults } = parts;
  const submit = async (c: Context, request: SandboxRequest) => {
    const key = c.req.header('idempotency-key');
    if (!key) return c.json({ code: 'key_missing', detail: 'Send an Idempotency-Key.' }, 400);
    const { status, body } = await bank.submit(key, request, c.req.raw.signal);
    return c.json(body, status);
  };
  const chargeId = (c: Context) => c.req.param('id') ?? '';

  const app = new Hono();
  app.use(bearerAuth({ token: apiKey }));
  app.route('/', backOfficeRoutes(parts));
  app.use(async (c, next) => {
    if (faults.down) return c.json({ code: 'down', detail: 'The provider is down.' }, 503);
    return next();
  });
  app.post('/charges', async (c) => submit(c, { operation: 'authorize', body: AuthorizeBody.parse(await c.req.json()) }));
  app.get('/charges/:id', async (c) => {
    await faults.takeTime(false);
    const charge = await bank.charge(chargeId(c));
    return charge ? c.json(charge) : c.json({ code: 'charge_not_found', detail: 'There is no such charge.' }, 404);
  });
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
