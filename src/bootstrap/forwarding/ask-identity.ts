import type { FetchFromIdentity, IdentityAnswer } from '../trust/remote-tokens/remote-identity.ts';
import type { Answer } from './answer.ts';
import type { Forwarder } from './forwarder.ts';
import { keptBody } from './request-body.ts';
import type { ServiceToken } from './transport.ts';

/** The module that knows which credentials are good. */
const IDENTITY = 'identity';
const TIMEOUT_MS = 2_000;

/** Asks whichever process identity is at work in, on behalf of this process itself. */
export function askIdentity(forwarder: Forwarder, serviceToken?: ServiceToken): FetchFromIdentity {
  return async (path, { method, headers, body, signal }) => {
    const answer = await forwarder.exchange({
      module: IDENTITY,
      method,
      path,
      headers,
      body: keptBody(body === undefined ? null : new TextEncoder().encode(body)),
      // Neither changes anything: one reads, the other asks about a credential.
      repeatable: true,
      patient: false,
      timeoutMs: TIMEOUT_MS,
      waitMs: 0,
      signal,
      serviceToken,
    });
    return answerOf(answer);
  };
}

function answerOf({ status, headers, body }: Answer): IdentityAnswer {
  const response = new Response(status === 304 ? null : body, { status });
  return {
    status,
    headers: { get: (name) => [headers[name.toLowerCase()]].flat()[0] ?? null },
    text: () => response.text(),
  };
}
