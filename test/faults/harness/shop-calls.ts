import { z } from 'zod';
import type { Call, History } from './history.ts';

export interface Request {
  readonly action: Call['action'];
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly key: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly about?: Pick<Call, 'orderId' | 'amount' | 'sku'>;
}

export interface Reply {
  readonly outcome: Call['outcome'];
  readonly status: number;
  readonly code: string | undefined;
  readonly body: unknown;
  /** Of an order that was placed. */
  readonly orderId?: string | undefined;
  readonly accessKey?: string | undefined;
}

const Problem = z.object({ code: z.string() });
const Placed = z.object({ id: z.string(), accessKey: z.string().optional() });

/** Calls the shop at an address that changes, and writes down what came of it. */
export class ShopCalls {
  readonly #history: History;
  /** The address of some process. */
  readonly #address: () => string;

  constructor(history: History, address: () => string) {
    this.#history = history;
    this.#address = address;
  }

  async call(request: Request): Promise<Reply> {
    const { action, key, about } = request;
    const address = this.#address();
    const at = Date.now();
    const reply = await exchange(address, request);
    const placed = action === 'place-order' && reply.outcome === 'ok' ? Placed.parse(reply.body) : undefined;
    this.#history.record({
      at,
      tookMs: Date.now() - at,
      action,
      key,
      outcome: reply.outcome,
      process: address,
      status: reply.status,
      ...(reply.code === undefined ? {} : { code: reply.code }),
      ...(reply.replayed ? { replayed: true } : {}),
      ...(reply.outcome === 'ok' && action !== 'read' ? { reply: JSON.stringify(reply.body) } : {}),
      ...(placed === undefined ? {} : { orderId: placed.id }),
      ...about,
    });
    return { ...reply, orderId: placed?.id, accessKey: placed?.accessKey };
  }

  /** Calls until the answer is certain, with the same key, as a careful client does; gives up at the deadline. */
  async insist(request: Request, untilMs: number): Promise<Reply> {
    for (;;) {
      const reply = await this.call(request);
      const again = reply.outcome === 'unknown' || reply.status === 503 || AGAIN.has(reply.code ?? '');
      if (!again || Date.now() > untilMs) return reply;
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700));
    }
  }
}

const UNREACHABLE = 'unreachable';
const AGAIN: ReadonlySet<string> = new Set([UNREACHABLE, 'http.idempotency_key_in_use']);

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined;
}

async function exchange(address: string, { method, path, key, body, headers, timeoutMs = 15_000 }: Request) {
  try {
    const response = await fetch(new URL(path, address), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': key } : {}),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    const problem = Problem.safeParse(parsed);
    const code = problem.success ? problem.data.code : undefined;
    const replayed = response.headers.get('idempotent-replayed') === 'true';
    return { outcome: outcomeOf(response.status, code), status: response.status, code, body: parsed, replayed };
  } catch (error) {
    // Where nobody took the connection, nothing can have happened.
    const unreachable = causeOf(error) === 'ECONNREFUSED';
    const outcome = unreachable ? ('refused' as const) : ('unknown' as const);
    return { outcome, status: 0, code: unreachable ? UNREACHABLE : undefined, body: undefined, replayed: false };
  }
}

/** What an answer tells of whether anything happened. */
export function outcomeOf(status: number, code: string | undefined): Call['outcome'] {
  if (status < 300) return 'ok';
  // A 500 promises nothing; a 503 does, but for the commit whose answer was lost.
  if (status === 500 || status === 504 || code === 'database.commit_unknown') return 'unknown';
  return 'refused';
}
