import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { sanitizeHtml } from './adapters/sanitize-html.ts';
import { imports } from './persistence/imports.ts';
import { products } from './persistence/products.ts';
import { uploads } from './persistence/uploads.ts';
import { archiveProduct } from './use-cases/archive-product.ts';
import { carryOnImport } from './use-cases/carry-on-import.ts';
import { changeProduct } from './use-cases/change-product.ts';
import { confirmPrices } from './use-cases/confirm-prices.ts';
import { createProduct } from './use-cases/create-product.ts';
import { forgetImports } from './use-cases/forget-imports.ts';
import { putProducts } from './use-cases/put-products.ts';
import { setPrice } from './use-cases/set-price.ts';
import { startImport } from './use-cases/start-import.ts';

export const USE_CASES: InjectionToken<UseCases> = Symbol('UseCases');

export type UseCases = ReturnType<typeof useCases>;

/** What the operator may choose. */
export interface CatalogOptions {
  readonly defaultCurrency: string;
}

/** The module's parts, put together. */
export function catalogContainer(platform: Platform, options: CatalogOptions): DependencyContainer {
  const parts = container.createChildContainer();
  parts.register(USE_CASES, { useFactory: instanceCachingFactory(() => useCases(platform, options)) });
  return parts;
}

function useCases({ events, clock, signals }: Platform, { defaultCurrency }: CatalogOptions) {
  const writing = { products, events, clock, sanitizeHtml };
  const change = changeProduct(writing);
  const put = putProducts(writing);
  return {
    createProduct: createProduct(writing),
    changeProduct: change,
    archiveProduct: archiveProduct({ changeProduct: change }),
    setPrice: setPrice({ products, events, clock }),
    confirmPrices: confirmPrices({ products, events }),
    putProducts: put,
    startImport: startImport({ imports, uploads, events, clock, defaultCurrency }),
    carryOnImport: carryOnImport({ imports, uploads, putProducts: put, events, signals, clock }),
    forgetImports: forgetImports({ imports, clock }),
  };
}
