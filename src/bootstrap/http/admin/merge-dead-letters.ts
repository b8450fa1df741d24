import { AppError } from '#shared-kernel/errors.ts';
import { encodeCursor } from '#shared-kernel/paging.ts';
import { keyOf } from '../../messaging/dead-letters.ts';
import type { DeadLetterPlaces, FindRequest, ListRequest, RedriveRequest } from './dead-letter-places.ts';
import type { DeadLetterList, DeadLetterView, RedrivenView, WholeDeadLetterView } from './dead-letter-views.ts';

/** One page over all databases. Each goes on from the same key, so that one cursor does for all of them. */
export async function listEverywhere({ readers }: DeadLetterPlaces, request: ListRequest): Promise<DeadLetterList> {
  const pages = await Promise.all(readers.map((reader) => reader.list(request)));
  const all = pages.flatMap(({ data }) => data).toSorted(byKey);
  const data = all.slice(0, request.query.limit);
  const last = data.at(-1);
  const hasMore = all.length > data.length || pages.some((page) => page.hasMore);
  return hasMore && last !== undefined ? { data, hasMore, nextCursor: encodeCursor(keyOf(last)) } : { data, hasMore: false };
}

export async function findAnywhere(
  { readers }: DeadLetterPlaces,
  request: FindRequest,
): Promise<WholeDeadLetterView | undefined> {
  const found = await Promise.all(readers.map((reader) => reader.find(request)));
  return found.find((letter) => letter !== undefined);
}

/** What was put back stays so where another process cannot be reached: repeating it moves the rest. */
export async function redriveEverywhere({ redrives }: DeadLetterPlaces, request: RedriveRequest): Promise<RedrivenView> {
  const settled = await Promise.allSettled(redrives.map((redrive) => redrive(request)));
  const done = settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const failure = failed.find((reason) => !isOthers(reason)) ?? (done.length === 0 ? failed[0] : undefined);
  if (failure !== undefined) throw failure;
  return { redriven: done.reduce((sum, { redriven }) => sum + redriven, 0), more: done.some(({ more }) => more) };
}

function isOthers(reason: unknown): boolean {
  return reason instanceof AppError && reason.code === 'platform.no_such_subscription';
}

function byKey(a: DeadLetterView, b: DeadLetterView): number {
  const [one, other] = [keyOf(a).join(' '), keyOf(b).join(' ')];
  return one < other ? -1 : 1;
}
