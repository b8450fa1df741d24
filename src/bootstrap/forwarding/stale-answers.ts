import { freshTag } from '../http/etag.ts';

/** An answer that was good when it came. */
export interface KeptAnswer {
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** `performance.now()` when it came, or was last found to be still true. */
  readonly keptAt: number;
}

/** What is larger is not kept. */
export const MOST_KEPT_BYTES = 256 * 1024;
const MOST_ANSWERS = 1_000;
const MOST_BYTES = 32 * 1024 * 1024;

/** The last good answers to what guests asked most lately, within bounds of memory. */
export class StaleAnswers {
  // In the order in which they were last kept.
  readonly #answers = new Map<string, KeptAnswer>();
  #bytes = 0;

  keep(key: string, answer: KeptAnswer): void {
    this.#remove(key);
    this.#answers.set(key, answer);
    this.#bytes += answer.body.byteLength;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MOST_ANSWERS && this.#bytes <= MOST_BYTES) return;
      this.#remove(oldest);
    }
  }

  /** The answer has been found to be still true. */
  confirm(key: string, etag: string | null): void {
    const known = this.#answers.get(key);
    if (known !== undefined && known.headers.get('etag') === etag) this.keep(key, { ...known, keptAt: performance.now() });
  }

  /** Undefined where there is none that young. */
  find(key: string, withinSeconds: number): KeptAnswer | undefined {
    const known = this.#answers.get(key);
    return known !== undefined && ageOf(known) <= withinSeconds ? known : undefined;
  }

  #remove(key: string): void {
    this.#bytes -= this.#answers.get(key)?.body.byteLength ?? 0;
    this.#answers.delete(key);
  }
}

/** A kept answer as it is given again, with its age (RFC 9111) and why (RFC 9211). 304 for who has it already. */
export function staleResponse(kept: KeptAnswer, ifNoneMatch: string | undefined, failedWith?: number): Response {
  const headers = new Headers(kept.headers);
  const status = failedWith === undefined ? '' : ` fwd-status=${failedWith};`;
  headers.set('age', String(Math.round(ageOf(kept))));
  headers.set('cache-status', `tessera; fwd=stale;${status} detail=stale-if-error`);
  const fresh = freshTag(ifNoneMatch, headers.get('etag') ?? '');
  if (ifNoneMatch === undefined || fresh === undefined) return new Response(Buffer.from(kept.body), { headers });
  for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
  return new Response(null, { status: 304, headers });
}

function ageOf({ keptAt }: KeptAnswer): number {
  return (performance.now() - keptAt) / 1000;
}
