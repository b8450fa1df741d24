import type { Send } from './retrying-fetch.ts';

/** What `POST /v1/sessions` answers, as far as the client needs it. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface SessionOptions {
  readonly tokens: Tokens;
  /** Told of every renewal, and of the end of the session (undefined): keep what it says where the tokens came from. */
  onChange?(tokens: Tokens | undefined): void;
}

/** Sends requests as a user who has signed in, and renews his tokens once they have run out. */
export function sessionFetch(send: Send, baseUrl: string, { tokens, onChange }: SessionOptions): Send {
  let current: Tokens | undefined = tokens;
  let renewal: Promise<void> | undefined;

  const renew = async ({ refreshToken }: Tokens) => {
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
    const response = await send(new Request(new URL('/oauth/token', baseUrl), { method: 'POST', body: form }));
    // Anything but a refusal of the token itself may pass: the session is kept for the next request.
    if (!response.ok && response.status !== 400) return;
    current = response.ok ? tokensIn(await response.json()) : undefined;
    onChange?.(current);
  };

  return async (request) => {
    const used = current;
    if (!used || request.headers.has('authorization')) return send(request);
    const response = await send(authorized(request, used));
    if (response.status !== 401) return response;
    // Many requests may find out at once: a token for renewal serves only once.
    if (current === used) {
      renewal ??= renew(used).finally(() => {
        renewal = undefined;
      });
      await renewal;
    }
    if (!current || current === used) return response;
    await response.body?.cancel();
    return send(authorized(request, current));
  };
}

function authorized(request: Request, { accessToken }: Tokens): Request {
  const copy = new Request(request.clone());
  copy.headers.set('authorization', `Bearer ${accessToken}`);
  return copy;
}

interface OAuthTokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

function tokensIn(body: unknown): Tokens {
  if (!areTokens(body)) throw new Error('/oauth/token answered no tokens');
  return { accessToken: body.access_token, refreshToken: body.refresh_token };
}

function areTokens(body: unknown): body is OAuthTokens {
  return typeof body === 'object' && body !== null && 'access_token' in body && 'refresh_token' in body;
}
