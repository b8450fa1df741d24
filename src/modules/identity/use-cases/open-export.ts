import type { ExportKeys } from '../ports/export-keys.ts';

interface EncryptedPart {
  readonly module: string;
  readonly collectedAt: Date;
  readonly content: string;
}

/** What one module holds, as the user reads it. */
export interface ExportSection {
  readonly module: string;
  readonly collectedAt: string;
  readonly records: Record<string, Record<string, unknown>[]>;
}

interface Deps {
  readonly exportKeys: ExportKeys;
}

export type OpenExport = ReturnType<typeof openExport>;

/** Decrypts the parts of an export and puts those of each module together. */
export const openExport =
  ({ exportKeys }: Deps) =>
  async (key: Parameters<ExportKeys['read']>[0], parts: readonly EncryptedPart[]): Promise<readonly ExportSection[]> => {
    const sections = new Map<string, ExportSection>();
    for (const { module, collectedAt, content } of parts) {
      const section = sections.get(module) ?? { module, collectedAt: collectedAt.toISOString(), records: {} };
      sections.set(module, section);
      for (const [kind, record] of await exportKeys.read(key, content)) {
        const known = section.records[kind] ?? [];
        section.records[kind] = known;
        known.push({ ...record });
      }
    }
    return [...sections.values()];
  };
