import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, PageQuery, pageOf } from '#shared-kernel/paging.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { ImportNotFound } from '../domain/errors.ts';
import { getImport, getImportReport, type ImportReport } from '../queries/get-import.ts';
import { listImportErrors } from '../queries/list-import-errors.ts';
import { importSignal } from '../use-cases/carry-on-import.ts';
import type { StartImport } from '../use-cases/start-import.ts';
import { ImportErrorList, ImportParams, ProductImport, StartImportQuery } from './import-schemas.ts';
import { viewOfImport } from './views.ts';

export interface ImportRoutesDeps {
  readonly startImport: StartImport;
  readonly signals: Signals;
}

const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const LOOK_AGAIN_MS = 500;
const EXAMPLE = 'Handle,Title,Variant SKU,Variant Price\npaper-filters,Paper filters,FILTER-01,12.50\n';

export function importRoutes(deps: ImportRoutesDeps): readonly Route[] {
  return [startRoute(deps), getRoute(), errorsRoute()];
}

function startRoute({ startImport, signals }: ImportRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/imports/products',
    operationId: 'importProducts',
    summary: "Import products from a file in Shopify's format",
    description:
      'Both dialects of the format are taken. Products are matched by handle; each row is taken or refused for itself. ' +
      'The same file again changes nothing.',
    access: 'catalog:write',
    query: StartImportQuery,
    stream: { contentType: 'text/csv', maxBytes: MAX_UPLOAD_BYTES, example: EXAMPLE },
    idempotencyKey: 'required',
    replies: { 202: ProductImport, 201: ProductImport },
    refusals: { 400: ['catalog.unknown_currency'] },
    handle: ({ query, stream, transaction }) =>
      transaction(async (tx) => {
        const id = await startImport(tx, { currency: query.currency, source: stream ?? new Blob([]).stream() });
        const headers = { location: `/v1/imports/${id}`, 'retry-after': '1' };
        return { status: 202, body: shown(await getImportReport(tx, id)), headers };
      }),
    async waitFor({ read, signal }, { body }) {
      const { id } = ProductImport.parse(body);
      while (!signal.aborted) {
        const report = shown(await read((db) => getImportReport(db, id)));
        if (report.status !== 'running') return { status: 201, body: report, headers: { location: `/v1/imports/${id}` } };
        await signals.wait(importSignal(id), LOOK_AGAIN_MS, signal);
      }
      return undefined;
    },
  });
}

function getRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/imports/{id}',
    operationId: 'getImport',
    summary: 'Show how far an import has come',
    access: 'catalog:write',
    params: ImportParams,
    replies: { 200: ProductImport },
    refusals: { 404: ['catalog.import_not_found'] },
    async handle({ params, read }) {
      return { status: 200, body: shown(await read((db) => getImportReport(db, params.id))) };
    },
  });
}

const ErrorsCursor = z.int().nonnegative();

function errorsRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/imports/{id}/errors',
    operationId: 'listImportErrors',
    summary: 'List what an import did not take',
    description: 'In the order of the file. The first 10,000 are kept.',
    access: 'catalog:write',
    params: ImportParams,
    query: PageQuery,
    replies: { 200: ImportErrorList },
    refusals: { 400: ['http.invalid_cursor'], 404: ['catalog.import_not_found'] },
    async handle({ params, query: { limit, cursor }, read }) {
      const after = cursorKey(cursor, ErrorsCursor) ?? 0;
      const errors = await read(async (db) => {
        if (!(await getImport(db, params.id))) throw new ImportNotFound();
        return listImportErrors(db, { importId: params.id, after, limit: limit + 1 });
      });
      const { data, ...more } = pageOf(errors, limit, ({ number }) => number);
      return { status: 200, body: { ...more, data: data.map(({ line, code, detail }) => ({ line, code, detail })) } };
    },
  });
}

function shown(report: ImportReport | undefined) {
  if (!report) throw new ImportNotFound();
  return viewOfImport(report);
}
