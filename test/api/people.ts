import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ShopClient, shopClient } from '../support/shop-client.ts';
import type { TestShop } from '../support/test-shop.ts';

export interface SignInFields {
  readonly email: string;
  readonly password: string;
}

export const Profile = z.strictObject({ id: z.uuid(), email: z.string(), name: z.string(), createdAt: z.iso.datetime() });

export const SessionTokens = z.strictObject({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.literal(900),
});

export function newcomer() {
  return { email: `${randomUUID()}@example.com`, password: 'correct horse battery', name: 'Ada Lovelace' };
}

/** People who use this shop as anybody would: by its API. */
export function peopleOf(shop: TestShop) {
  async function signIn({ email, password }: SignInFields) {
    return (await shop.asGuest().post('/v1/sessions', { email, password })).as(SessionTokens);
  }

  function bearing(accessToken: string): ShopClient {
    return shopClient(shop.fetch, { authorization: `Bearer ${accessToken}` });
  }

  async function signedIn(fields: SignInFields): Promise<ShopClient> {
    return bearing((await signIn(fields)).accessToken);
  }

  async function registered() {
    const person = newcomer();
    const profile = (await shop.asGuest().post('/v1/users', person)).as(Profile);
    return { person, profile, client: await signedIn(person) };
  }

  async function postForm(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const response = await shop.fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body };
  }

  const refresh = (token: string) => postForm('/oauth/token', { grant_type: 'refresh_token', refresh_token: token });
  return { signIn, bearing, signedIn, registered, postForm, refresh };
}
