import type { Tx } from '#shared-kernel/database/database.ts';

/** What an erasure did to the records of one kind. */
export interface ErasedKind {
  readonly kind: string;
  readonly count: number;
  readonly action: 'deleted' | 'anonymised' | 'kept';
  readonly reason?: string | undefined;
}

export interface ErasureReport {
  readonly requestId: string;
  readonly module: string;
  readonly records: readonly ErasedKind[];
  readonly at: Date;
}

export interface PartOfExport {
  readonly readingId: string;
  readonly part: number;
  readonly parts: number;
  readonly collectedAt: string;
  readonly content: string;
}

/** What modules answered to erasures and exports. The saga of the request must be locked. */
export const privacyAnswers = {
  /** The first answer of a module counts; it repeats it in the same words. */
  async addReport(tx: Tx, { requestId, module, records, at }: ErasureReport): Promise<void> {
    await tx.sql`
      insert into identity.erasure_reports (request_id, module, records, reported_at)
      values (${requestId}, ${module}, ${records}::jsonb, ${at})
      on conflict do nothing`;
  },

  /** True once all parts of the same reading are there. */
  async addPart(tx: Tx, requestId: string, module: string, part: PartOfExport): Promise<boolean> {
    await tx.sql`
      insert into identity.export_parts (reading_id, part, parts, request_id, module, collected_at, content)
      values (${part.readingId}, ${part.part}, ${part.parts}, ${requestId}, ${module}, ${part.collectedAt}, ${part.content})
      on conflict do nothing`;
    const there = await tx.sql`select 1 from identity.export_parts where reading_id = ${part.readingId}`;
    return there.length === part.parts;
  },
};
