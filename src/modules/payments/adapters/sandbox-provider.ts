import { createRequire } from 'node:module';
import type * as undici from 'undici';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import { type PaymentProvider, type ProviderOutcome, type ProviderRequest, UnknownOutcome } from '../ports/payment-provider.ts';
import type { ProviderCharge, ProviderLedger } from '../ports/provider-ledger.ts';
import { sandboxReport } from './sandbox-report.ts';

export interface SandboxProviderOptions {
  /** Asked for with every call: the server in this process has its address only once it has started. */
  readonly baseUrl: () => string;
  readonly apiKey: string;
  /** After this long the outcome counts as unknown. */
  readonly timeoutMs: number;
}

export interface SandboxProvider extends PaymentProvider, ProviderLedger {
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** The sandbox payment provider, over HTTP. */
export function sandboxProvider({ baseUrl, apiKey, timeoutMs }: SandboxProviderOptions): SandboxProvider {
  let agent: undici.Agent | undefined;

  async function exchange(call: Call, signal?: AbortSignal): Promise<HttpReply> {
    // Loaded with the first call, whose time begins after it: a hundred files that a process at rest does without.
    const { Agent, request }: typeof undici = require('undici');
    agent ??= new Agent({ connect: { timeout: timeoutMs } });
    const timeout = AbortSignal.timeout(timeoutMs);
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...call.headers };
    try {
      const { statusCode, body } = await request(new URL(call.path, baseUrl()), {
        dispatcher: agent,
        method: call.body === undefined ? 'GET' : 'POST',
        headers,
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { status: statusCode, body: jsonIn(await body.text()) };
    } catch (error) {
      throw new UnknownOutcome(`the provider did not answer: ${messageOf(error)}`, { cause: error });
    }
  }

  return {
    async submit(request, signal) {
      return outcomeOf(await exchange({ ...callFor(request), headers: { 'idempotency-key': request.key } }, signal));
    },

    async find({ key }, signal) {
      const reply = await exchange({ path: `/requests/${encodeURIComponent(key)}` }, signal);
      if (reply.status === 404) return undefined;
      const stored = reply.status === 200 ? StoredReply.safeParse(reply.body).data : undefined;
      return outcomeOf(stored ?? reply);
    },

    async inspect(charge, signal) {
      const reply = await exchange({ path: `/charges/${encodeURIComponent(charge)}` }, signal);
      if (reply.status === 404) return undefined;
      if (reply.status !== 200) throw unexpected(reply);
      return sandboxReport(reply.body);
    },

    charges: () => allCharges((path) => exchange({ path })),
    close: async () => agent?.close(),
  };
}

interface Call {
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpReply {
  readonly status: number;
  readonly body: unknown;
}

const Accepted = z.object({ id: z.string().min(1), status: z.enum(['pending', 'succeeded']).optional() });
const Refused = z.object({ code: z.string().min(1), detail: z.string() });
const StoredReply = z.object({ status: z.int(), body: z.unknown() });
const Minor = z.int().nonnegative();
const LedgerPage = z.object({
  charges: z.array(
    z.object({
      id: z.string(),
      orderId: z.string(),
      currency: z.string(),
      authorizedMinor: Minor,
      capturedMinor: Minor,
      refundedMinor: Minor,
      voided: z.boolean(),
    }),
  ),
});

async function* allCharges(get: (path: string) => Promise<HttpReply>): AsyncGenerator<ProviderCharge> {
  let after = '';
  for (;;) {
    const reply = await get(`/ledger${after}`);
    if (reply.status !== 200) throw unexpected(reply);
    const page = LedgerPage.parse(reply.body).charges;
    for (const { id, ...charge } of page) yield { charge: id, ...charge };
    const last = page.at(-1);
    if (!last) return;
    after = `?after=${encodeURIComponent(last.id)}`;
  }
}

function callFor(request: ProviderRequest): Call {
  switch (request.operation) {
    case 'authorize': {
      const { amount, token, orderId } = request;
      return { path: '/charges', body: { ...amount, token, orderId } };
    }
    case 'capture':
      return { path: `/charges/${encodeURIComponent(request.charge)}/capture`, body: request.amount };
    case 'void':
      return { path: `/charges/${encodeURIComponent(request.charge)}/void`, body: {} };
    case 'refund':
      return { path: `/charges/${encodeURIComponent(request.charge)}/refunds`, body: request.amount };
  }
}

function outcomeOf(reply: HttpReply): ProviderOutcome {
  const accepted = reply.status === 200 || reply.status === 201 ? Accepted.safeParse(reply.body).data : undefined;
  if (accepted) return { kind: accepted.status === 'pending' ? 'pending' : 'approved', reference: accepted.id };
  const refused = reply.status === 402 ? Refused.safeParse(reply.body).data : undefined;
  if (refused) return { kind: 'declined', code: refused.code, detail: refused.detail };
  throw unexpected(reply);
}

// Of these the provider says that it did nothing. Everything else, a yes that cannot be read included, says nothing:
// 409 stands for a request under the same key that is still under way.
const NOTHING_WAS_DONE: readonly number[] = [400, 401, 403, 404, 422, 429];

function unexpected({ status, body }: HttpReply): Error {
  const message = `the provider answered ${status} (${Refused.safeParse(body).data?.code ?? 'no code'})`;
  return NOTHING_WAS_DONE.includes(status) ? new Error(message) : new UnknownOutcome(message);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
