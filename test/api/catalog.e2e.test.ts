import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { catalogModule } from '../../src/modules/catalog/index.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

const shop = testShop([catalogModule], { bus: 'real' });
const guest = shop.asGuest();
const staff = shop.asStaff('catalog:write', 'catalog:read');

const Created = z.looseObject({ id: z.uuid(), slug: z.string() });
const ProductPage = z.looseObject({ data: z.array(z.looseObject({ slug: z.string() })), nextCursor: z.string().optional() });

const body = (title: string, more: object = {}) => ({
  title,
  variants: [{ sku: `SKU-${title}`, price: { amountMinor: 1490, currency: 'EUR' } }],
  ...more,
});
const create = async (title: string, more: object = {}) => (await staff.post('/v1/products', body(title, more))).as(Created);

describe('products', () => {
  it('are added by those who may, shown to everybody, and validated by their ETag', async () => {
    const added = await staff.post(
      '/v1/products',
      body('Sencha', { categories: ['Green Tea'], description: '<b onclick="x">Good</b>' }),
    );
    expect(added).toMatchObject({
      status: 201,
      body: { slug: 'sencha', description: '<b>Good</b>', categories: ['green-tea'], images: [], status: 'active' },
    });
    expect(added.headers.get('location')).toBe('/v1/products/sencha');
    const shown = await guest.get('/v1/products/sencha');
    expect(shown.body).toEqual(added.body);
    expect(shown.body).toMatchObject({
      variants: [{ sku: 'SKU-Sencha', title: 'Sencha', options: {}, price: { amountMinor: 1490, currency: 'EUR' } }],
    });
    const etag = shown.headers.get('etag') ?? '';
    expect(await guest.get('/v1/products/sencha', { 'if-none-match': etag })).toMatchObject({ status: 304 });
  });

  it('are found by their slug or their id, and first by their slug', async () => {
    const { id } = await create('Gyokuro');
    expect(await guest.get(`/v1/products/${id}`)).toMatchObject({ status: 200, body: { id, slug: 'gyokuro' } });
    await create('Namesake', { slug: id });
    expect(await guest.get(`/v1/products/${id}`)).toMatchObject({ status: 200, body: { slug: id, title: 'Namesake' } });
    expect(await guest.get(`/v1/products/${newId()}`)).toMatchObject({ status: 404 });
  });

  it('are not added by others, nor from a body that is wrong', async () => {
    expect(await guest.post('/v1/products', body('No'))).toMatchObject({ status: 401 });
    expect(await shop.asUser().post('/v1/products', body('No'))).toMatchObject({ status: 403 });
    for (const [more, pointer] of [
      [{ price: 1 }, '/price'],
      [{ variants: [] }, '/variants'],
      [{ variants: [{ sku: 'X', price: { amountMinor: -1, currency: 'EUR' } }] }, '/variants/0/price/amountMinor'],
      [{ variants: [{ sku: 'X', price: { amountMinor: 1, currency: 'EUX' } }] }, '/variants/0/price/currency'],
      [{ slug: 'Not A Slug' }, '/slug'],
      [{ images: [{ url: 'javascript:alert(1)' }] }, '/images/0/url'],
    ] as const) {
      expect(await staff.post('/v1/products', body('Wrong', more))).toMatchObject({
        status: 400,
        body: { errors: [expect.objectContaining({ pointer })] },
      });
    }
  });

  it('are refused where their slug or SKU is taken', async () => {
    await create('Taken');
    expect(await staff.post('/v1/products', body('Other', { slug: 'taken' }))).toMatchObject({
      status: 409,
      body: { code: 'catalog.slug_taken' },
    });
    expect(await staff.post('/v1/products', body('Taken'))).toMatchObject({ status: 409, body: { code: 'catalog.sku_taken' } });
  });

  it('change only for who has seen what he changes', async () => {
    const { id } = await create('Mug');
    const path = `/v1/products/${id}`;
    expect(await staff.patch(path, { title: 'Big Mug' })).toMatchObject({ status: 428 });
    const changed = await staff.patch(path, { title: 'Big Mug' }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { title: 'Big Mug', slug: 'mug' } });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(await staff.patch(path, { title: 'Small Mug' }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'catalog.stale_product' },
    });
    expect(await staff.patch(path, { status: 'archived' }, { 'if-match': '"2"' })).toMatchObject({ status: 400 });
    expect(await staff.patch(`/v1/products/${newId()}`, {}, { 'if-match': '"1"' })).toMatchObject({ status: 404 });
    expect(await staff.patch(path, { title: 'Any Mug' }, { 'if-match': '*' })).toMatchObject({ status: 200 });
  });

  it('disappear for the public when they are archived, and not for staff', async () => {
    const { id } = await create('Gone');
    expect(await staff.delete(`/v1/products/${id}`)).toMatchObject({ status: 428 });
    expect(await staff.delete(`/v1/products/${id}`, { 'if-match': '"7"' })).toMatchObject({ status: 412 });
    expect(await staff.delete(`/v1/products/${id}`, { 'if-match': '"1"' })).toMatchObject({ status: 204 });
    expect(await guest.get('/v1/products/gone')).toMatchObject({ status: 404, body: { code: 'catalog.product_not_found' } });
    expect(await staff.get('/v1/products/gone')).toMatchObject({ status: 200, body: { status: 'archived' } });
    expect(await guest.get('/v1/products?status=archived')).toMatchObject({ status: 403, body: { code: 'catalog.staff_only' } });
    const archived = (await staff.get('/v1/products?status=archived')).as(ProductPage);
    expect(archived.data.map(({ slug }) => slug)).toEqual(['gone']);
  });

  it('are listed by words and category, page by page', async () => {
    for (const title of ['Kettle One', 'Kettle Two', 'Kettle Three']) await create(title, { categories: ['kettles'] });
    for (const filter of ['q=kettle', 'category=kettles', 'q=kettles&category=Kettles']) {
      const first = (await guest.get(`/v1/products?${filter}&limit=2`)).as(ProductPage);
      expect(first).toMatchObject({ hasMore: true });
      const second = (await guest.get(`/v1/products?${filter}&limit=2&cursor=${first.nextCursor}`)).as(ProductPage);
      expect(second).toMatchObject({ hasMore: false });
      const slugs = [...first.data, ...second.data].map(({ slug }) => slug);
      expect(slugs.toSorted()).toEqual(['kettle-one', 'kettle-three', 'kettle-two']);
    }
    expect(await guest.get('/v1/products?q=')).toMatchObject({ status: 200 });
    expect(await guest.get('/v1/products?q=%26%7C!(')).toMatchObject({ status: 200, body: { data: [], hasMore: false } });
    expect(await guest.get('/v1/products?cursor=nonsense')).toMatchObject({ status: 400, body: { code: 'http.invalid_cursor' } });
    expect(await guest.get('/v1/products?limit=0')).toMatchObject({ status: 400 });
  });
});

describe('prices', () => {
  it('are set by SKU', async () => {
    await create('Teapot');
    const path = '/v1/variants/SKU-Teapot/price';
    expect(await staff.put(path, { amountMinor: 6900, currency: 'EUR' })).toMatchObject({
      status: 200,
      body: { sku: 'SKU-Teapot', price: { amountMinor: 6900, currency: 'EUR' } },
    });
    expect(await guest.get('/v1/products/teapot')).toMatchObject({ body: { variants: [{ price: { amountMinor: 6900 } }] } });
  });

  it('are refused where nothing has the SKU, where they are none, and from who may not', async () => {
    const price = { amountMinor: 1, currency: 'EUR' };
    expect(await staff.put('/v1/variants/NOBODY/price', price)).toMatchObject({
      status: 404,
      body: { code: 'catalog.variant_not_found' },
    });
    expect(await staff.put('/v1/variants/NOBODY/price', { ...price, amountMinor: 0.5 })).toMatchObject({ status: 400 });
    expect(await guest.put('/v1/variants/NOBODY/price', price)).toMatchObject({ status: 401 });
  });
});

describe('imports', () => {
  const authorization = `Bearer ${testToken({ kind: 'user', id: newId(), roles: ['staff'], scopes: ['catalog:write'] })}`;
  const FILE = 'Handle,Title,Variant SKU,Variant Price\nwhisk,Whisk,WHISK,19.00\nbroken,Broken,BROKEN,\n';
  const upload = (headers: Record<string, string>, path = '/v1/imports/products') =>
    shop.fetch(path, { method: 'POST', headers: { authorization, 'content-type': 'text/csv', ...headers }, body: FILE });

  it('are answered before they are done, and again the same under the same key', async () => {
    const key = newId();
    const accepted = await upload({ 'idempotency-key': key });
    expect(accepted.status).toBe(202);
    expect(await accepted.json()).toMatchObject({ status: 'running', rowsRead: 0, errors: [] });
    const again = await upload({ 'idempotency-key': key });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(accepted.headers.get('location'));
  });

  it('can be waited for, and say of each row that was refused why', async () => {
    const ended = await upload({ 'idempotency-key': newId(), prefer: 'wait=10' });
    expect(ended.status).toBe(201);
    const report = Created.partial({ slug: true }).parse(await ended.json());
    const errors = [{ line: 3, code: 'missing_price', detail: 'The price is missing.' }];
    expect(report).toMatchObject({ status: 'completed', rowsRead: 2, rowsRefused: 1, errors, errorsTruncated: false });
    expect(await guest.get('/v1/products/whisk')).toMatchObject({ status: 200 });
    expect(await staff.get(`/v1/imports/${report.id}`)).toMatchObject({ status: 200, body: report });
    expect(await staff.get(`/v1/imports/${report.id}/errors?limit=1`)).toMatchObject({ body: { data: errors, hasMore: false } });
  });

  it('are refused without a key, of another type, in no currency, and from who may not', async () => {
    expect((await upload({})).status).toBe(400);
    expect((await upload({ 'idempotency-key': newId(), 'content-type': 'application/json' })).status).toBe(415);
    expect((await upload({ 'idempotency-key': newId() }, '/v1/imports/products?currency=EUX')).status).toBe(400);
    expect((await upload({ 'idempotency-key': newId(), authorization: '' })).status).toBe(401);
    expect(await guest.get(`/v1/imports/${newId()}`)).toMatchObject({ status: 401 });
    for (const path of [`/v1/imports/${newId()}`, `/v1/imports/${newId()}/errors`]) {
      expect(await staff.get(path)).toMatchObject({ status: 404, body: { code: 'catalog.import_not_found' } });
    }
  });
});
