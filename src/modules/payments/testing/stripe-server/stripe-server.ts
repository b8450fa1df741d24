import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { Accounts, type Form } from './accounts.ts';
import { apiError, KEY_REUSED, missing, ok, type StripeAnswer } from './answers.ts';

export interface StripeServer {
  readonly url: string;
  readonly accounts: Accounts;
  /** The next calls that change something are carried out, and answered so all the same. */
  failNext(answers: readonly StripeAnswer[]): void;
  /** As Stripe does after a day. */
  forgetKeys(): void;
  close(): Promise<void>;
}

const SECRET_KEY = 'sk_test_simulated';

/** A server that follows Stripe's documented API for the calls that we make, on loopback. */
export async function startStripeServer(): Promise<StripeServer> {
  const accounts = new Accounts();
  const keys = new IdempotencyKeys();
  const failures: StripeAnswer[] = [];
  const { fetch } = stripeApp(accounts, keys, failures);
  const server = createServer(getRequestListener(fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    accounts,
    failNext: (answers) => void failures.push(...answers),
    forgetKeys: () => keys.forget(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function stripeApp(accounts: Accounts, keys: IdempotencyKeys, failures: StripeAnswer[]): Hono {
  const app = new Hono();
  const change = (path: string, act: (form: Form, c: Context) => StripeAnswer) =>
    app.post(path, async (c) => {
      const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
      const answer = await keys.once(c.req.header('idempotency-key'), { path: c.req.path, form }, () => act(form, c));
      if (form.payment_method === 'pm_times_out' && answer.first) await gone(c);
      return reply(c, failures.shift() ?? answer);
    });
  const idIn = (c: Context) => c.req.param('id') ?? '';

  app.use(async (c, next) => {
    if (c.req.header('authorization') === `Bearer ${SECRET_KEY}`) return next();
    return c.json({ error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } }, 401);
  });
  change('/v1/payment_intents', (form) => accounts.create(form));
  change('/v1/payment_intents/:id/capture', (form, c) => accounts.capture(idIn(c), form));
  change('/v1/payment_intents/:id/cancel', (_form, c) => accounts.cancel(idIn(c)));
  change('/v1/refunds', (form) => accounts.refund(form));
  app.get('/v1/payment_intents/search', (c) => {
    const key = /^metadata\['key'\]:'([^']+)'$/.exec(c.req.query('query') ?? '')?.[1];
    const found = [...accounts.intents.values()].filter(({ metadata }) => metadata.key === key);
    return c.json({ object: 'search_result', data: found, has_more: false });
  });
  app.get('/v1/payment_intents', (c) => c.json(page([...accounts.intents.values()].reverse(), c)));
  app.get('/v1/payment_intents/:id', (c) => {
    const intent = accounts.intents.get(idIn(c));
    return reply(c, intent ? ok(intent) : missing('intent'));
  });
  const ofIntent = (c: Context) => (object: { readonly payment_intent: string }) =>
    object.payment_intent === c.req.query('payment_intent');
  app.get('/v1/refunds', (c) => c.json(page(accounts.refunds.filter(ofIntent(c)), c)));
  app.get('/v1/disputes', (c) => c.json(page(accounts.disputes.filter(ofIntent(c)), c)));
  return app;
}

function reply(c: Context, { status, body }: StripeAnswer): Response {
  return c.json(body, status);
}

function page(all: readonly { readonly id: string }[], c: Context) {
  const { limit = '10', starting_after: after } = c.req.query();
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const end = start + Number(limit);
  return { object: 'list', data: all.slice(start, end), has_more: end < all.length };
}

async function gone(c: Context): Promise<void> {
  const { signal } = c.req.raw;
  if (!signal.aborted) await once(signal, 'abort');
}

interface Known {
  readonly fingerprint: string;
  readonly answer: StripeAnswer | undefined;
}

/** Answers once under a key, and the same ever after: errors of validation and of the card too. */
class IdempotencyKeys {
  readonly #known = new Map<string, Known>();

  forget(): void {
    this.#known.clear();
  }

  async once(key = '', request: object, act: () => StripeAnswer): Promise<StripeAnswer & { readonly first?: true }> {
    const fingerprint = JSON.stringify(request);
    const known = this.#known.get(key);
    if (known && known.fingerprint !== fingerprint) return KEY_REUSED;
    if (known) return known.answer ?? apiError(409, 'idempotency_key_in_use');
    this.#known.set(key, { fingerprint, answer: undefined });
    // A moment in which the same request may arrive again.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = act();
    this.#known.set(key, { fingerprint, answer });
    return { ...answer, first: true };
  }
}
