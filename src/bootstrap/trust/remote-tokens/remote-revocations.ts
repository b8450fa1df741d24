import { z } from 'zod';
import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';
import {
  FORGET_AFTER_SECONDS,
  isRevoked,
  REVOCATION_OVERLAP_SECONDS,
  type Revoked,
} from '#shared-kernel/access-tokens/revoked.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Complain } from '../../messaging/seldom.ts';
import { IdentityAway, type RemoteIdentity } from './remote-identity.ts';

/** While identity answers, no list is older. */
export const CURRENT_SECONDS = 5;

/** While it does not, tokens are believed by a list that is not older. */
export const BELIEVED_SECONDS = 900;

export interface RemoteRevocationsOptions {
  readonly identity: RemoteIdentity;
  readonly clock: Clock;
  readonly complain: Complain;
}

/** What was revoked, as identity last told it. */
export class RemoteRevocations {
  readonly #options: RemoteRevocationsOptions;
  #known: ReadonlyMap<string, Revoked> = new Map();
  #newest: Date | undefined;
  #currentAt: Date | undefined;
  #isFailing = false;
  #last: { readonly path: string; readonly etag: string } | undefined;
  #loading: Promise<void> | undefined;

  constructor(options: RemoteRevocationsOptions) {
    this.#options = options;
  }

  /** Rejects as unavailable where the list is too old to be believed. */
  async covers(token: AccessToken): Promise<boolean> {
    if (!this.#isYounger(CURRENT_SECONDS) && !this.#isFailing) await this.load();
    if (!this.#isYounger(BELIEVED_SECONDS)) throw new IdentityAway();
    return isRevoked(this.#known, token);
  }

  /** How old the list is; infinite where there is none. */
  get ageSeconds(): number {
    if (this.#currentAt === undefined) return Number.POSITIVE_INFINITY;
    return (this.#options.clock.now().getTime() - this.#currentAt.getTime()) / 1000;
  }

  /** Asks for what is new. Never rejects: what is known stays. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { clock, complain } = this.#options;
    const now = clock.now();
    try {
      const found = await this.#fetchNew();
      const oldest = secondsAfter(now, -FORGET_AFTER_SECONDS);
      const still = [...this.#known.values()].filter(({ recordedAt }) => recordedAt > oldest);
      this.#known = new Map([...still, ...found].map((revoked) => [revoked.id, revoked]));
      // Each page is in order of time.
      this.#newest = found.at(-1)?.recordedAt ?? this.#newest;
      this.#currentAt = now;
      this.#isFailing = false;
    } catch (error) {
      this.#isFailing = true;
      complain('what was revoked could not be fetched; access tokens are believed by the last list', error);
    }
  }

  async #fetchNew(): Promise<readonly Revoked[]> {
    const { identity } = this.#options;
    const path = `/v1/revocations?${this.#since()}`;
    const ifNoneMatch = this.#last?.path === path ? this.#last.etag : undefined;
    const { body: first, etag } = await identity.ask(path, Page, { ifNoneMatch });
    if (first === undefined) return [];
    const found = [...first.data];
    for (let cursor = first.nextCursor; cursor !== undefined; ) {
      const { body: page } = await identity.ask(`${path}&cursor=${cursor}`, Page);
      found.push(...(page?.data ?? []));
      cursor = page?.nextCursor;
    }
    this.#last = etag === undefined || first.nextCursor !== undefined ? undefined : { path, etag };
    return found;
  }

  /** By identity's own clock, so that ours may be wrong. */
  #since(): string {
    if (this.#newest === undefined) return '';
    return `since=${secondsAfter(this.#newest, -REVOCATION_OVERLAP_SECONDS).toISOString()}`;
  }

  #isYounger(seconds: number): boolean {
    return this.ageSeconds < seconds;
  }
}

const Page = z.object({
  data: z.array(z.object({ id: z.string(), belowVersion: z.number(), recordedAt: z.coerce.date() })),
  nextCursor: z.string().optional(),
});
