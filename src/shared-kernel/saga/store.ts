import type { Tx } from '../database/database.ts';
import type { TimelineEntry } from './definition.ts';
import type { SagaRun, SagaSubject } from './run.ts';

/** The tables of a module's sagas, in its own schema. */
export interface SagaStore<Subject extends SagaSubject, Name extends string> {
  /** The sagas of these subjects, locked with their subjects in an order in which no two transactions can deadlock. */
  lock(tx: Tx, subjectIds: readonly string[]): Promise<readonly SagaRun<Subject, Name>[]>;
  insert(tx: Tx, run: SagaRun<Subject, Name>, at: Date): Promise<void>;
  update(tx: Tx, runs: readonly SagaRun<Subject, Name>[], at: Date): Promise<void>;
  addToTimeline(tx: Tx, entries: readonly (TimelineEntry & { readonly subjectId: string })[], at: Date): Promise<void>;
}
