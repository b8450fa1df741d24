import { newId } from '#shared-kernel/ids.ts';
import type { ExportKeys } from '../ports/export-keys.ts';

interface Deps {
  readonly exportKeys: ExportKeys;
}

export type PrepareExport = ReturnType<typeof prepareExport>;

/** Makes the key of an export, before a connection is held. */
export const prepareExport =
  ({ exportKeys }: Deps) =>
  async () => {
    const id = newId();
    return { id, ...(await exportKeys.generate(id)) };
  };
