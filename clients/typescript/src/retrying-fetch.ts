import { pause } from './pause.ts';

/** As `fetch` does it, for requests that are made already. */
export type Send = (request: Request) => Promise<Response>;

export interface RetryOptions {
  /** How often a request is sent at most; 1 never repeats. */
  readonly attempts: number;
  /** The longest pause between two attempts, whatever `Retry-After` says. */
  readonly longestPauseMs: number;
}

/**
 * Repeats what is safe to repeat: reads, and whatever carries an `Idempotency-Key`, after an answer that asks for it and
 * after a connection that broke; anything else only after 429, which promises that nothing happened. Pauses as long as
 * `Retry-After` says, or else with exponential backoff and full jitter.
 */
export function retryingFetch(send: Send, { attempts, longestPauseMs }: RetryOptions): Send {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOf(send, request.clone());
      if (attempt === attempts || !mayRepeat(request, outcome)) return settle(outcome);
      if ('response' in outcome) await outcome.response.body?.cancel();
      await pause(Math.min(pauseMs(outcome, attempt), longestPauseMs), request.signal);
    }
  };
}

type AttemptOutcome = { readonly response: Response } | { readonly error: unknown };

async function attemptOf(send: Send, request: Request): Promise<AttemptOutcome> {
  try {
    return { response: await send(request) };
  } catch (error) {
    return { error };
  }
}

function settle(outcome: AttemptOutcome): Response {
  if ('error' in outcome) throw outcome.error;
  return outcome.response;
}

function mayRepeat(request: Request, outcome: AttemptOutcome): boolean {
  if (request.signal.aborted) return false;
  const repeatable = ['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.headers.has('idempotency-key');
  if ('error' in outcome) return repeatable;
  const { status, headers } = outcome.response;
  if (status === 429) return true;
  // A key whose first request is still under way is refused with 409, and asks to come again.
  const comeAgain = status === 409 && headers.has('retry-after');
  return repeatable && (comeAgain || [502, 503, 504].includes(status));
}

const FIRST_PAUSE_MS = 200;

function pauseMs(outcome: AttemptOutcome, attempt: number): number {
  const asked = 'response' in outcome ? Number(outcome.response.headers.get('retry-after') ?? Number.NaN) : Number.NaN;
  return Number.isFinite(asked) ? asked * 1_000 : Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
}
