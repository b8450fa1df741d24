import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';

export type Fetch = (path: string, init: RequestInit) => Response | Promise<Response>;

export interface SignIn {
  readonly email: string;
  readonly password: string;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A file is sent as CSV, anything else as JSON. */
  readonly body?: object | Blob;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

type Caller = <Schema extends z.ZodType>(call: Call, schema: Schema) => Promise<Answer<z.output<Schema>>>;

/** The public HTTP API of a running shop. Every call is tried again where that may help, so make only repeatable ones. */
export interface ShopApi {
  readonly guest: Caller;
  readonly staff: Caller;
  /** All entries of a list, page by page. */
  entries<Schema extends z.ZodType>(path: string, schema: Schema): AsyncGenerator<z.output<Schema>>;
}

/** The shop said no, and would say it again. */
export class ShopRefusal extends Error {
  override readonly name = 'ShopRefusal';
  readonly code: string;

  constructor({ method, path }: Call, status: number, { code, detail }: Problem) {
    super(`${method} ${path} was refused: ${status} ${code}: ${detail}`);
    this.code = code;
  }
}

export function createShopApi(fetch: Fetch, signIn: SignIn): ShopApi {
  const guest: Caller = async (call, schema) => parse(await persist(fetch, call), schema, call);
  const bearer = accessTokens(guest, signIn);
  const staff: Caller = async (call, schema) => {
    const headers = { ...call.headers, authorization: `Bearer ${await bearer()}` };
    return parse(await persist(fetch, { ...call, headers }), schema, call);
  };
  async function* entries<Schema extends z.ZodType>(path: string, schema: Schema) {
    const Page = z.object({ data: z.array(schema), nextCursor: z.string().optional() });
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: z.output<typeof Page> = (await staff({ method: 'GET', path: `${path}?limit=100${from}` }, Page)).body;
      yield* page.data;
      cursor = page.nextCursor;
    }
  }
  return { guest, staff, entries };
}

const Problem = z.object({
  code: z.string().default('unknown'),
  detail: z.string().default(''),
  retryable: z.boolean().default(false),
});
type Problem = z.output<typeof Problem>;

/** How long a call is repeated where the shop is not there, or too busy. */
const PATIENCE_MS = 120_000;
/** An answer may take the ten seconds of `Prefer: wait=10`, and then some. */
const ANSWER_MS = 60_000;

async function persist(fetch: Fetch, call: Call): Promise<Answer<unknown>> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let waitMs = 100; ; waitMs = Math.min(2 * waitMs, 5_000)) {
    const outcome = await attempt(fetch, call);
    if ('answer' in outcome) return outcome.answer;
    if (performance.now() > giveUpAt) throw new Error(`${call.method} ${call.path}: ${outcome.trouble}`);
    await pause(Math.max(waitMs, outcome.retryAfterMs));
  }
}

type Outcome = { readonly answer: Answer<unknown> } | { readonly trouble: string; readonly retryAfterMs: number };

async function attempt(fetch: Fetch, call: Call): Promise<Outcome> {
  try {
    const response = await fetch(call.path, { ...initOf(call), signal: AbortSignal.timeout(ANSWER_MS) });
    const { status, headers } = response;
    const body = await bodyOf(response);
    if (response.ok) return { answer: { status, headers, body } };
    const problem = Problem.parse(typeof body === 'string' ? { detail: body.slice(0, 200) } : body);
    const passing = problem.retryable || status >= 500 || status === 429;
    if (!passing) throw new ShopRefusal(call, status, problem);
    const retryAfterMs = Number(headers.get('retry-after') ?? 0) * 1_000;
    return { trouble: `${status} ${problem.code}: ${problem.detail}`, retryAfterMs };
  } catch (error) {
    if (error instanceof ShopRefusal) throw error;
    return { trouble: error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error), retryAfterMs: 0 };
  }
}

function initOf({ method, body, headers = {} }: Call): RequestInit {
  if (body === undefined) return { method, headers };
  if (body instanceof Blob) return { method, headers: { ...headers, 'content-type': 'text/csv' }, body };
  return { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function bodyOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return isJson ? await response.json() : await response.text();
}

function parse<Schema extends z.ZodType>(
  { body, ...answer }: Answer<unknown>,
  schema: Schema,
  call: Call,
): Answer<z.output<Schema>> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Error(`${call.method} ${call.path} answered what was not expected: ${parsed.error.message}`);
  return { ...answer, body: parsed.data };
}

const Session = z.object({ accessToken: z.string(), expiresIn: z.number() });

/** An access token that is good for a while yet. A replay lasts longer than a token. */
function accessTokens(guest: Caller, signIn: SignIn): () => Promise<string> {
  let current: Promise<string> | undefined;
  let renewAt = 0;
  const open = async () => {
    const { body } = await guest({ method: 'POST', path: '/v1/sessions', body: signIn }, Session);
    renewAt = performance.now() + body.expiresIn * 500;
    return body.accessToken;
  };
  return () => {
    if (current === undefined || performance.now() >= renewAt) {
      renewAt = Number.POSITIVE_INFINITY;
      current = open();
    }
    return current;
  };
}
