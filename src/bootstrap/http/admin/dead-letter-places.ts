import type { RouteRequest } from '#shared-kernel/http.ts';
import type { DeadLetterList, DeadLettersQuery, RedriveBody, RedrivenView, WholeDeadLetterView } from './dead-letter-views.ts';

/** What admins ask, as those who answer it are given it. */
export type ListRequest = RouteRequest<undefined, DeadLettersQuery, undefined>;
export type FindRequest = RouteRequest<{ readonly id: string }, undefined, undefined>;
export type RedriveRequest = RouteRequest<undefined, undefined, RedriveBody>;

/** Reads the dead letters of one database. */
export interface DeadLetterReader {
  list(request: ListRequest): Promise<DeadLetterList>;
  find(request: FindRequest): Promise<WholeDeadLetterView | undefined>;
}

/** Has one process put back what its subscriptions gave up. Rejects with `platform.no_such_subscription` where it has none of that name. */
export type Redrive = (request: RedriveRequest) => Promise<RedrivenView>;

/** Where dead letters lie: each database has one reader, each process redrives those of its own subscriptions. */
export interface DeadLetterPlaces {
  readonly readers: readonly DeadLetterReader[];
  readonly redrives: readonly Redrive[];
}
