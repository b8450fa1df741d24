import { ImportProductsV1 } from '#contracts/catalog/import-products.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { UnknownCurrency } from '../domain/errors.ts';
import type { Imports } from '../persistence/imports.ts';
import type { Uploads } from '../persistence/uploads.ts';

interface Deps {
  readonly imports: Imports;
  readonly uploads: Uploads;
  readonly events: EventBus;
  readonly clock: Clock;
  /** ISO 4217: for uploads that do not say theirs, since Shopify's format has none. */
  readonly defaultCurrency: string;
}

export interface StartImportInput {
  readonly currency?: string | undefined;
  readonly source: AsyncIterable<Uint8Array>;
}

export type StartImport = ReturnType<typeof startImport>;

/** Stores the upload as it arrives, and asks for its first slice. */
export const startImport =
  ({ imports, uploads, events, clock, defaultCurrency }: Deps) =>
  async (tx: Tx, { currency = defaultCurrency, source }: StartImportInput): Promise<string> => {
    if (!Intl.supportedValuesOf('currency').includes(currency)) throw new UnknownCurrency(currency);
    const importId = newId();
    await imports.insert(tx, importId, currency, clock.now());
    await imports.setSize(tx, importId, await uploads.write(tx, importId, source));
    events.send(tx, ImportProductsV1, { subject: importId, payload: { importId, fromByte: 0 } });
    return importId;
  };
