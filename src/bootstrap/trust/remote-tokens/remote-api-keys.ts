import { z } from 'zod';
import { scopesIn } from '#shared-kernel/access-tokens/access-token.ts';
import { InvalidApiKey } from '#shared-kernel/access-tokens/refusals.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Principal } from '#shared-kernel/tokens.ts';
import type { RemoteIdentity } from './remote-identity.ts';

/** A key that was revoked is refused here after so long. */
const REMEMBERED_SECONDS = 5;

/** A key that is made known, or was mistyped, must not be refused for long. */
const REFUSED_SECONDS = 1;

/** While identity is away, a key that was good is good for so long. */
const BELIEVED_SECONDS = 300;

const MOST_REMEMBERED = 10_000;

interface Remembered {
  /** Undefined for a key that is not good. */
  readonly principal: Principal | undefined;
  readonly askedAt: Date;
}

export interface RemoteApiKeysOptions {
  readonly identity: RemoteIdentity;
  readonly clock: Clock;
}

/** Asks identity whose an API key is (RFC 7662), and remembers the answer for a moment. */
export function remoteApiKeys({ identity, clock }: RemoteApiKeysOptions): { principalOf(key: string): Promise<Principal> } {
  const known = new Map<string, Remembered>();
  const asking = new Map<string, Promise<Remembered>>();

  async function introspect(key: string): Promise<Remembered> {
    const askedAt = clock.now();
    const { body } = await identity.ask('/oauth/introspect', Introspection, { form: { token: key } });
    const remembered = { principal: body && principalIn(body), askedAt };
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, remembered);
    return remembered;
  }

  /** Many requests with one key are one question. */
  function asked(key: string): Promise<Remembered> {
    const under = asking.get(key) ?? introspect(key).finally(() => asking.delete(key));
    asking.set(key, under);
    return under;
  }

  function isYounger({ askedAt }: Remembered, seconds: number): boolean {
    return clock.now() < secondsAfter(askedAt, seconds);
  }

  async function lookUp(key: string): Promise<Remembered> {
    const remembered = known.get(key);
    if (remembered && isYounger(remembered, remembered.principal ? REMEMBERED_SECONDS : REFUSED_SECONDS)) return remembered;
    const believed = remembered?.principal && isYounger(remembered, BELIEVED_SECONDS) ? remembered : undefined;
    const answer = asked(key).catch((error: unknown) => {
      if (believed) return believed;
      throw error;
    });
    // While nobody answers, whoever is known does not wait until that is certain once more.
    return believed && identity.isAway ? believed : answer;
  }

  return {
    async principalOf(key) {
      const { principal } = await lookUp(key);
      if (principal === undefined) throw new InvalidApiKey();
      return principal;
    },
  };
}

const Introspection = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false) }),
  z.object({ active: z.literal(true), kind: z.enum(['client', 'storefront']), sub: z.string(), scope: z.string() }),
]);

function principalIn(found: z.output<typeof Introspection>): Principal | undefined {
  if (!found.active) return undefined;
  const { kind, sub: id, scope } = found;
  return kind === 'storefront' ? { kind, id, scopes: [] } : { kind, id, scopes: scopesIn(scope) };
}
