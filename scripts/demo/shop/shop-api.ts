import { ApiError, createClient, type Send, type TesseraClient, unwrap } from '../../../clients/typescript/src/index.ts';

export interface SignIn {
  readonly email: string;
  readonly password: string;
}

/** The public HTTP API of a running shop, for a customer and for who runs it. */
export interface ShopApi {
  readonly guest: TesseraClient;
  readonly staff: TesseraClient;
}

/** Some minutes: a shop that is not there, or too busy, comes back. */
const PATIENT = { attempts: 60, longestPauseMs: 5_000 };

export async function openShopApi(baseUrl: string, signIn: SignIn, send: Send = answeredInTime): Promise<ShopApi> {
  const options = { baseUrl, fetch: send, retry: PATIENT };
  const guest = createClient(options);
  const tokens = await unwrap(guest.POST('/v1/sessions', { body: signIn }));
  return { guest, staff: createClient({ ...options, session: { tokens } }) };
}

/** The shop said no, and would say it again. */
export function isFinal(error: unknown): error is ApiError {
  return error instanceof ApiError && !error.retryable;
}

/** An answer may take the ten seconds of `Prefer: wait=10`, and then some. */
const ANSWER_MS = 60_000;

function answeredInTime(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_MS)]) });
}
