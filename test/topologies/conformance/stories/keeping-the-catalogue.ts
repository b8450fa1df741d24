import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ShopUnderTest } from '../../../support/shop-under-test.ts';
import { PATIENTLY, shopping } from '../../../support/shopping.ts';

const Import = z.looseObject({ status: z.string() });
const Products = z.object({ data: z.array(z.looseObject({ slug: z.string() })), nextCursor: z.string().optional() });
const FILE = [
  'Handle,Title,Variant SKU,Variant Price',
  'import-filters,Paper filters,IMPORT-1,12.50',
  'import-grinder,Grinder,IMPORT-2,nonsense',
].join('\n');

/** What those do who work in the shop: products, prices, stock. */
export function keepingTheCatalogue(shop: ShopUnderTest): void {
  const { sell, level, order } = shopping(shop);

  describe('the catalogue', () => {
    it('takes a file, refuses what is wrong in it, and sells what was right', async () => {
      const headers = { ...shop.staffHeaders('catalog:write'), 'content-type': 'text/csv', 'idempotency-key': newId() };
      const started = await shop.fetch('/v1/imports/products?currency=EUR', { method: 'POST', headers, body: FILE });
      expect(started.status).toBe(202);
      const location = started.headers.get('location') ?? '';
      const staff = shop.asStaff('catalog:write', 'inventory:write');
      const report = await eventually(async () => (await staff.get(location)).as(Import), {
        satisfies: ({ status }) => status !== 'running',
        ...PATIENTLY,
      });
      expect(report).toMatchObject({ status: 'completed', productsWritten: 1, rowsRefused: 1 });
      const delivery = { delta: 4, reason: 'delivery of IMPORT-1' };
      const delivered = () => staff.post('/v1/stock/IMPORT-1/adjustments', delivery, { 'idempotency-key': newId() });
      await eventually(async () => (await delivered()).status, { is: 201, ...PATIENTLY });
      expect(await order({ lines: [{ sku: 'IMPORT-1', quantity: 1 }] })).toMatchObject({ status: 'confirmed' });
    });

    it('is read only where it has changed, and changed only by who knows its state', async () => {
      await sell('TAGGED-1');
      const first = await shop.asGuest().get('/v1/products/product-tagged-1');
      const { id } = first.as(z.looseObject({ id: z.string() }));
      const etag = first.headers.get('etag') ?? '';
      expect(await shop.asGuest().get('/v1/products/product-tagged-1', { 'if-none-match': etag })).toMatchObject({ status: 304 });
      const staff = shop.asStaff('catalog:write');
      expect(await staff.patch(`/v1/products/${id}`, { vendor: 'Tagger' }, { 'if-match': etag })).toMatchObject({ status: 200 });
      expect(await staff.patch(`/v1/products/${id}`, { vendor: 'Other' }, { 'if-match': etag })).toMatchObject({
        status: 412,
        body: { code: 'catalog.stale_product' },
      });
      expect(await shop.asGuest().get('/v1/products/product-tagged-1', { 'if-none-match': etag })).toMatchObject({
        status: 200,
        body: { vendor: 'Tagger' },
      });
    });

    it('is read page by page, each product once', async () => {
      for (const sku of ['PAGED-1', 'PAGED-2', 'PAGED-3']) await sell(sku);
      const slugs: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: z.output<typeof Products> = (await shop.asGuest().get(`/v1/products?limit=2${query}`)).as(Products);
        slugs.push(...page.data.map(({ slug }) => slug));
        cursor = page.nextCursor;
      }
      expect(slugs).toEqual(expect.arrayContaining(['product-paged-1', 'product-paged-2', 'product-paged-3']));
      expect(new Set(slugs).size).toBe(slugs.length);
    });

    it('counts deliveries and losses, once for each key, and never below nothing', async () => {
      await sell('COUNTED-1', { stock: 5 });
      const staff = shop.asStaff('inventory:write');
      const lose = (pieces: number, key: string) =>
        staff.post('/v1/stock/COUNTED-1/adjustments', { delta: -pieces, reason: `loss ${key}` }, { 'idempotency-key': key });
      const key = newId();
      const [lost, again] = [await lose(2, key), await lose(2, key)];
      expect([lost.status, again.status]).toEqual([201, 201]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(again.body).toEqual(lost.body);
      expect((await lose(9, newId())).status).toBe(409);
      expect(await level('COUNTED-1')).toMatchObject({ onHand: 3, available: 3 });
    });
  });
}
