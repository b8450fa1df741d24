import { beforeEach, describe, expect, it } from 'vitest';
import { ConfirmPricesV1 } from '#contracts/catalog/confirm-prices.v1.ts';
import { ImportProductsV1 } from '#contracts/catalog/import-products.v1.ts';
import { PricesConfirmedV1 } from '#contracts/catalog/prices-confirmed.v1.ts';
import { PricesRefusedV1 } from '#contracts/catalog/prices-refused.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver, deliverBatch } from '#shared-kernel/testing/deliver.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { catalogParts } from '../testing/catalog-parts.ts';
import { bytesOf, csvOf } from '../testing/csv.ts';
import { aProduct, aVariant, eur } from '../testing/products.ts';
import { confirmPricesSubscription } from './confirm-prices.ts';
import { importProductsSubscription } from './import-products.ts';

const db = testDatabase('catalog');
const { create, run, events, useCases } = catalogParts(db);

beforeEach(() => events.clear());

describe('confirm-prices', () => {
  const subscription = confirmPricesSubscription(useCases.confirmPrices);
  const asking = (...lines: ConfirmPricesV1['lines']) => {
    const orderId = newId();
    return { subject: orderId, payload: { orderId, lines } };
  };
  const line = (sku: string, amountMinor: number, currency = 'EUR') => ({ sku, unitPrice: { amountMinor, currency } });

  it('answers each order of a batch for itself', async () => {
    await create(aProduct({ title: 'Tea', variants: [aVariant('TEA', 500), aVariant('TIN', 700)] }));
    await create(aProduct({ title: 'Draft', status: 'draft', variants: [aVariant('DRAFT', 100)] }));
    const good = asking(line('TEA', 500), line('TIN', 700));
    const bad = asking(line('TEA', 499), line('TIN', 700, 'USD'), line('DRAFT', 100), line('NONE', 1));
    await deliverBatch(db.database, subscription, ConfirmPricesV1, [good, bad]);
    expect(events.messagesOf(PricesConfirmedV1)).toMatchObject([
      { subject: good.subject, sequence: 1, payload: { orderId: good.subject } },
    ]);
    expect(events.messagesOf(PricesRefusedV1)).toMatchObject([{ subject: bad.subject, sequence: 1 }]);
    expect(events.messagesOf(PricesRefusedV1)[0]?.payload.refusals).toEqual([
      { sku: 'TEA', code: 'price_changed', currentPrice: eur(500) },
      { sku: 'TIN', code: 'price_changed', currentPrice: eur(700) },
      { sku: 'DRAFT', code: 'not_on_sale' },
      { sku: 'NONE', code: 'unknown_sku' },
    ]);
  });

  it('answers a message that is delivered twice once', async () => {
    const { id, subject, payload } = await deliver(db.database, subscription, ConfirmPricesV1, asking(line('TEA', 500)));
    await deliver(db.database, subscription, ConfirmPricesV1, { id, subject, payload });
    expect(events.messagesOf(PricesConfirmedV1)).toHaveLength(1);
  });
});

describe('import-products', () => {
  const subscription = importProductsSubscription(useCases.carryOnImport);

  it('writes a slice once, however often it is asked for', async () => {
    const file = csvOf([{ Handle: 'once', Title: 'Once', 'Variant Price': '1' }]);
    const importId = await run((tx) => useCases.startImport(tx, { source: bytesOf(file) }));
    const [asked] = events.messagesOf(ImportProductsV1);
    const message = { subject: importId, payload: asked?.payload ?? { importId, fromByte: 0 } };
    const { id } = await deliver(db.database, subscription, ImportProductsV1, message);
    await deliver(db.database, subscription, ImportProductsV1, { ...message, id });
    await deliver(db.database, subscription, ImportProductsV1, message);
    expect(events.messagesOf(ProductPublishedV1)).toHaveLength(1);
  });

  it('has nothing to do for an import that was forgotten', async () => {
    const importId = newId();
    await deliver(db.database, subscription, ImportProductsV1, { subject: importId, payload: { importId, fromByte: 0 } });
    expect(events.envelopes).toEqual([]);
  });
});
