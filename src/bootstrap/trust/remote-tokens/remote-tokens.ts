import { accessTokenReader } from '#shared-kernel/access-tokens/access-token-reader.ts';
import { isApiKey } from '#shared-kernel/access-tokens/api-key.ts';
import { RevokedToken } from '#shared-kernel/access-tokens/refusals.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import type { Complain } from '../../messaging/seldom.ts';
import { remoteApiKeys } from './remote-api-keys.ts';
import { type FetchFromIdentity, RemoteIdentity } from './remote-identity.ts';
import { RemoteKeys } from './remote-keys.ts';
import { RemoteRevocations } from './remote-revocations.ts';

const POLL_MS = 2_000;

export interface RemoteTokensOptions {
  readonly fetchFromIdentity: FetchFromIdentity;
  /** As identity has them: `TOKEN_ISSUER`, `TOKEN_AUDIENCE`. */
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  readonly complain: Complain;
}

/** Checks credentials in a process without identity, on nothing but what identity tells over HTTP. */
export interface RemoteTokens extends TokenVerifier {
  /** How old the list of what was revoked is; infinite where there is none. For metrics. */
  readonly ageSeconds: number;
  /** Fetches what it can, and goes on doing so. Never rejects: a process can start while identity is away. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function remoteTokens({ fetchFromIdentity, issuer, audience, clock, complain }: RemoteTokensOptions): RemoteTokens {
  const identity = new RemoteIdentity({ fetch: fetchFromIdentity, clock });
  const keys = new RemoteKeys({ identity, clock, complain });
  const revocations = new RemoteRevocations({ identity, clock, complain });
  const apiKeys = remoteApiKeys({ identity, clock });
  const read = accessTokenReader(keys.keyOf, { issuer, audience });
  let timer: NodeJS.Timeout | undefined;
  let loading: Promise<void> | undefined;
  return {
    async verify(credential) {
      if (isApiKey(credential)) return apiKeys.principalOf(credential);
      const token = await read(credential, clock.now());
      if (await revocations.covers(token)) throw new RevokedToken();
      return token.principal;
    },
    get ageSeconds() {
      return revocations.ageSeconds;
    },
    async start() {
      await Promise.all([keys.load(), revocations.load()]);
      timer = setInterval(() => {
        loading = revocations.load();
      }, POLL_MS);
    },
    async stop() {
      clearInterval(timer);
      await loading;
    },
  };
}
