import { performance } from 'node:perf_hooks';
import type { PostgresServer } from './postgres-server.ts';

/** What happened after each death of a process or of the server. Milliseconds. */
export interface Recovery {
  readonly deaths: number;
  /** Until the next message was handled, by whomever. */
  readonly progressMs: Spread;
  /** Until all messages that were in work at the moment of the death had been handled. */
  readonly takenOverMs: Spread;
  /** The same after the last death only, which no other fault followed. */
  readonly lastTakenOverMs: number | undefined;
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

interface Death {
  readonly what: string;
  /** By the clock of Postgres, which is the one that jobs are stamped with. */
  readonly at: Date;
  readonly inWork: readonly string[];
}

/** Notes deaths as they happen, and looks up afterwards what became of the work that they interrupted. */
export class RecoveryWatch {
  readonly #postgres: PostgresServer;
  readonly #deaths: Death[] = [];

  constructor(postgres: PostgresServer) {
    this.#postgres = postgres;
  }

  async died(what: string): Promise<void> {
    const since = performance.now();
    await this.#postgres.asOwner(async ({ sql }) => {
      const [row] = await sql<{ at: Date; inWork: readonly string[] }>`
        select clock_timestamp() as at, coalesce(array_agg(id::text), '{}') as "inWork" from pgboss.job
        where state = 'active' and data ? 'specversion'`;
      if (row) this.#deaths.push({ what, inWork: row.inWork, at: new Date(row.at.getTime() - (performance.now() - since)) });
    });
  }

  recovery(): Promise<Recovery> {
    return this.#postgres.asOwner(async ({ sql }) => {
      const progress: number[] = [];
      const takenOver: number[] = [];
      let lastTakenOverMs: number | undefined;
      for (const { at, inWork } of this.#deaths) {
        const [row] = await sql<{ next: Date | null; last: Date | null }>`
          select (select min(completed_on) from pgboss.job where completed_on > ${at}) as next,
            (select max(completed_on) from pgboss.job where id = any(${inWork}::uuid[]) and completed_on > ${at}) as last`;
        if (row?.next) progress.push(row.next.getTime() - at.getTime());
        lastTakenOverMs = row?.last ? row.last.getTime() - at.getTime() : undefined;
        if (lastTakenOverMs !== undefined) takenOver.push(lastTakenOverMs);
      }
      const measured = { progressMs: spreadOf(progress), takenOverMs: spreadOf(takenOver), lastTakenOverMs };
      return { deaths: this.#deaths.length, ...measured };
    });
  }
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}
