import { ClientRevoked, ScopeNotHeld } from './errors.ts';
import type { Scope } from './scopes.ts';

/** `oauth` exchanges its secret for access tokens; an API key is sent with each request, `publishable` ones by any browser. */
export const CLIENT_KINDS = ['oauth', 'secret', 'publishable'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** A program that signs in for itself, and for no user. */
export interface Client {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Of its access tokens, those of earlier versions have ended. */
  readonly version: number;
  readonly createdAt: Date;
  readonly revokedAt: Date | undefined;
}

export type NewClient = Pick<Client, 'id' | 'kind' | 'name' | 'scopes'>;

/** Refuses scopes that whoever makes the client does not hold: nobody gets more by asking a program to act for them. */
export function newClient({ id, kind, name, scopes }: NewClient, heldByMaker: readonly Scope[], now: Date): Client {
  const wanted = [...new Set(scopes)].sort();
  const missing = wanted.filter((scope) => !heldByMaker.includes(scope));
  if (missing.length > 0) throw new ScopeNotHeld(missing);
  return { id, kind, name, scopes: wanted, version: 1, createdAt: now, revokedAt: undefined };
}

export function revokedClient(client: Client, now: Date): Client {
  return client.revokedAt === undefined ? { ...client, version: client.version + 1, revokedAt: now } : client;
}

/** Where the old secret ends at once, what was got with it ends, too. */
export function clientWithNewSecret(client: Client, overlapSeconds: number): Client {
  if (client.revokedAt !== undefined) throw new ClientRevoked();
  return overlapSeconds > 0 ? client : { ...client, version: client.version + 1 };
}

/** What is asked for, or all there is; undefined where more is asked for than there is. */
export function narrowedScopes(held: readonly Scope[], asked: string | undefined): readonly Scope[] | undefined {
  if (asked === undefined) return held;
  const names = new Set(asked.split(' '));
  const granted = held.filter((scope) => names.has(scope));
  return granted.length === names.size ? granted : undefined;
}
