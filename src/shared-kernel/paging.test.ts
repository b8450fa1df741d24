import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cursorKey, ListOf, PageQuery, pageOf } from './paging.ts';

const Key = z.strictObject({ id: z.string() });
const keyOf = (row: { id: string }) => ({ id: row.id });
const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

describe('a page of a list', () => {
  it('holds no more than was asked for, and says where the next one begins', () => {
    const page = pageOf(rows, 2, keyOf);
    expect(page).toMatchObject({ data: [{ id: 'a' }, { id: 'b' }], hasMore: true });
    expect(cursorKey(page.nextCursor, Key)).toEqual({ id: 'b' });
  });

  it('has no cursor where nothing follows', () => {
    expect(pageOf(rows, 3, keyOf)).toEqual({ data: rows, hasMore: false });
    expect(pageOf([], 3, keyOf)).toEqual({ data: [], hasMore: false });
  });

  it('fits the schema of a list', () => {
    expect(ListOf(Key).safeParse(pageOf(rows, 2, keyOf)).success).toBe(true);
  });

  it('begins at the start without a cursor, and refuses one that it did not make', () => {
    expect(cursorKey(undefined, Key)).toBeUndefined();
    const strange = Buffer.from('{"id":1}').toString('base64url');
    for (const cursor of ['', 'x', '%%%', strange]) {
      expect(() => cursorKey(cursor, Key)).toThrow(expect.objectContaining({ code: 'http.invalid_cursor' }));
    }
  });
});

describe('the query of a list', () => {
  it('answers twenty entries by default and a hundred at the most', () => {
    expect(PageQuery.parse({})).toEqual({ limit: 20 });
    expect(PageQuery.parse({ limit: '100' })).toEqual({ limit: 100 });
    for (const limit of ['0', '101', '1.5', 'many', '']) expect(PageQuery.safeParse({ limit }).success).toBe(false);
  });

  it('stays strict when a route adds its filters', () => {
    const query = PageQuery.extend({ orderId: z.uuid().optional() });
    expect(query.safeParse({ colour: 'red' }).success).toBe(false);
  });
});
