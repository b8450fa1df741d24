import { AppError } from '#shared-kernel/errors.ts';
import type { Caller } from '../http/gateway/caller.ts';
import type { HttpContext } from '../http/http-env.ts';
import type { Forward } from '../http/mounted-route.ts';
import type { CountForwarding } from './forwarding-metrics.ts';
import { answerLost } from './refusals.ts';
import { MOST_KEPT_BYTES, type StaleAnswers, staleResponse } from './stale-answers.ts';

export interface OrStaleDeps {
  readonly forward: Forward;
  readonly answers: StaleAnswers;
  readonly count: CountForwarding;
}

/** Where a module cannot answer a read that allows it, the last good answer to a guest is given, and says so. */
export function orStale({ forward, answers, count }: OrStaleDeps): Forward {
  return async (c, mounted, caller) => {
    const { staleFor } = mounted.route;
    if (staleFor === undefined || c.req.method !== 'GET') return forward(c, mounted, caller);
    const key = keyOf(c);
    const passed = forward(c, mounted, caller).then((response) => keep(response, { answers, key, guest: isGuest(c, caller) }));
    const { response, refusal } = await outcomeOf(passed);
    const instead = response === undefined || response.status >= 500 ? answers.find(key, staleFor) : undefined;
    if (instead === undefined) return response ?? Promise.reject(refusal);
    count(mounted.owner, 'stale');
    await response?.body?.cancel();
    return staleResponse(instead, c.req.header('if-none-match'), response?.status);
  };
}

type Outcome =
  | { readonly response: Response; readonly refusal?: never }
  | { readonly response?: never; readonly refusal: AppError };

/** Rejects with whatever is no refusal for want of an answer. */
async function outcomeOf(passed: Promise<Response>): Promise<Outcome> {
  try {
    return { response: await passed };
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return { refusal: error };
    throw error;
  }
}

/** What an answer depends on besides who is asking. */
function keyOf(c: HttpContext): string {
  const { pathname, search } = new URL(c.req.url);
  return `${c.req.header('accept-encoding') ?? ''} ${pathname}${search}`;
}

/** Only what everybody may see is kept. */
function isGuest(c: HttpContext, { principal }: Caller): boolean {
  return (principal === undefined || principal.kind === 'storefront') && c.req.header('x-access-key') === undefined;
}

interface Keeping {
  readonly answers: StaleAnswers;
  readonly key: string;
  readonly guest: boolean;
}

async function keep(response: Response, { answers, key, guest }: Keeping): Promise<Response> {
  const { status, headers } = response;
  if (!guest) return response;
  if (status === 304) answers.confirm(key, headers.get('etag'));
  if (status !== 200 || !isKeepable(headers)) return response;
  const body = await response.arrayBuffer().catch((cause: unknown) => {
    throw answerLost(cause);
  });
  const lasting = new Headers(headers);
  for (const name of ['date', 'x-request-id']) lasting.delete(name);
  answers.keep(key, { headers: lasting, body: new Uint8Array(body), keptAt: performance.now() });
  return new Response(body, { status, headers });
}

function isKeepable(headers: Headers): boolean {
  const length = headers.get('content-length');
  return length !== null && Number(length) <= MOST_KEPT_BYTES && !headers.has('set-cookie');
}
