import { z } from 'zod';
import { AppError } from './errors.ts';

const MOST = 100;
/** Characters of a cursor. */
const LONGEST = 1_000;

/** The query parameters of every list. Extend it with the filters of the route: `PageQuery.extend({ orderId: z.uuid() })`. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST).default(20).describe('How many entries to answer at most.'),
  cursor: z.string().max(LONGEST).optional().describe('`nextCursor` of the page before; opaque.'),
});
export type PageQuery = z.output<typeof PageQuery>;

/** One page of a list, newest or smallest key first. `nextCursor` is there exactly where `hasMore` is true. */
export interface Page<Entry> {
  readonly data: Entry[];
  readonly hasMore: boolean;
  readonly nextCursor?: string;
}

/** The schema of a page of `entry`, for the replies of a route. */
export function ListOf<Entry extends z.ZodType>(entry: Entry) {
  return z.strictObject({ data: z.array(entry).max(MOST), hasMore: z.boolean(), nextCursor: z.string().max(LONGEST).optional() });
}

/**
 * Makes a page of what a keyset query found. The query asks for `limit + 1` rows: the one too many tells
 * that there is more. `keyOf` says where the next page goes on; JSON holds no more than milliseconds, so
 * page by an id (UUIDv7 is in order of time) and never by a `timestamptz`.
 */
export function pageOf<Entry>(rows: readonly Entry[], limit: number, keyOf: (last: Entry) => unknown): Page<Entry> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  if (rows.length <= limit || last === undefined) return { data, hasMore: false };
  return { data, hasMore: true, nextCursor: encodeCursor(keyOf(last)) };
}

/** The key in a cursor, or undefined on the first page. Throws `http.invalid_cursor` (400) for what {@link pageOf} did not make. */
export function cursorKey<Key extends z.ZodType>(cursor: string | undefined, key: Key): z.output<Key> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = key.safeParse(decodeCursor(cursor));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid', {
    code: 'http.invalid_cursor',
    detail: 'The cursor is not one that this list gave out. Start again without it.',
    violations: [{ pointer: '/cursor', code: 'invalid_cursor', detail: 'Not a cursor of this list.' }],
  });
}

/** The cursor that goes on after this key: for pages that are merged from others. */
export function encodeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function decodeCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
