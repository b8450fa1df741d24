import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type CarrierBooks, type ParcelAnswer, ParcelBody } from './carrier-books.ts';
import { Fault, Faults } from './faults.ts';

/** The carrier's API: what a real one offers, a ledger to look into, and faults to order. */
export function sandboxCarrierApp(books: CarrierBooks): Hono {
  const app = new Hono();
  const faults = new Faults();

  app.post('/shipments', async (c) => {
    const key = KeyHeader.parse(c.req.header('idempotency-key'));
    const parcel = ParcelBody.parse(await c.req.json());
    const unheard = !books.knows(key);
    return withFault(c, faults.take('create') ?? hangOf(parcel, unheard), () => replyOf(c, books.book(key, parcel, now())));
  });
  app.get('/shipments/:key', (c) => withFault(c, faults.take('find'), () => replyOf(c, books.find(c.req.param('key')))));
  app.post('/shipments/:key/cancellation', (c) =>
    withFault(c, faults.take('cancel'), () => {
      KeyHeader.parse(c.req.header('idempotency-key'));
      const answer = books.cancel(c.req.param('key'), now());
      return c.json(answer, answer.kind === 'cancelled' ? 200 : 409);
    }),
  );
  app.post('/shipments/:key/collection', (c) => c.body(null, books.collect(c.req.param('key'), now()) ? 204 : 404));

  app.get('/ledger', (c) => c.json({ entries: books.entries }));
  app.post('/faults', async (c) => {
    faults.add(Fault.parse(await c.req.json()));
    return c.body(null, 204);
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.body(null, 204);
  });

  app.onError((error, c) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return c.json({ code: 'invalid', detail: error.message }, 400);
    return c.json({ code: 'internal', detail: 'The carrier has a problem.' }, 500);
  });
  return app;
}

const KeyHeader = z.string().min(1).max(200);

const now = () => new Date().toISOString();

/** The postal code of API.md: the shipment is made, and its first caller never hears of it. */
function hangOf(parcel: ParcelBody, unheard: boolean): Fault['kind'] | undefined {
  return unheard && parcel.address.postalCode === '99999' ? 'hang_after' : undefined;
}

async function withFault(c: Context, fault: Fault['kind'] | undefined, act: () => Response): Promise<Response> {
  if (fault === 'error_before') return c.json({ code: 'internal', detail: 'The carrier has a problem.' }, 500);
  if (fault === 'hang_before') return hang(c);
  const reply = act();
  if (fault === 'error_after') return c.json({ code: 'internal', detail: 'The carrier has a problem.' }, 500);
  return fault === 'hang_after' ? hang(c) : reply;
}

/** Says nothing until the caller has gone away. */
function hang(c: Context): Promise<Response> {
  const { signal } = c.req.raw;
  return new Promise((resolve) => {
    const end = () => resolve(c.body(null, 504));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

function replyOf(c: Context, answer: ParcelAnswer): Response {
  if (answer.kind === 'booked') return c.json(answer, 200);
  if (answer.kind === 'refused') return c.json(answer, 422);
  return answer.kind === 'absent' ? c.json(answer, 404) : c.json(answer, 409);
}
