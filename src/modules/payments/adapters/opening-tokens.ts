import { z } from 'zod';
import { keyIdOf, openSealed } from '#shared-kernel/sealed-to-key.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { placeOf, type TokenKey } from '../domain/token-key.ts';
import type { OpenToken } from '../ports/open-token.ts';

interface Options {
  readonly box: Pick<SecretBox, 'open'>;
  load(): Promise<readonly TokenKey[]>;
}

/** Opens tokens with the keys that are kept, and reads them again where a token names one that is not known yet. */
export function openingTokens({ box, load }: Options): OpenToken {
  const known = new Map<string, string>();
  async function privateJwkOf(id: string): Promise<string> {
    if (!known.has(id)) {
      for (const key of await load()) known.set(key.id, box.open(key.sealedPrivateJwk, placeOf(key.id)));
    }
    const privateJwk = known.get(id);
    if (privateJwk === undefined) throw new Error(`a payment token is sealed to the key ${id}, which is not there`);
    return privateJwk;
  }
  return async (orderId, token) => {
    const keyId = keyIdOf(token);
    if (keyId === undefined) return token;
    const content = Content.parse(JSON.parse(await openSealed(await privateJwkOf(keyId), token)));
    if (content.orderId !== orderId) throw new Error(`the payment token of the order ${orderId} is sealed for another`);
    return content.token;
  };
}

const Content = z.object({ orderId: z.string(), token: z.string() });
