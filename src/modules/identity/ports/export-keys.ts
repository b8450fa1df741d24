import type { ExportJwk } from '../domain/privacy-request.ts';

/** A kind of record, and one record of that kind. */
export type ExportEntry = readonly [kind: string, record: Readonly<Record<string, unknown>>];

/** The keys of exports: each is used once, and its private half is kept sealed. */
export interface ExportKeys {
  generate(exportId: string): Promise<{ readonly publicJwk: ExportJwk; readonly sealedPrivateJwk: string }>;
  /** What a module encrypted to the key of the export. Throws where it was encrypted to another. */
  read(key: { readonly exportId: string; readonly sealedPrivateJwk: string }, content: string): Promise<readonly ExportEntry[]>;
}
