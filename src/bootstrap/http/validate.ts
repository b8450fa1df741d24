import { z } from 'zod';
import { AppError } from '#shared-kernel/errors.ts';
import type { Route } from '#shared-kernel/http.ts';
import { inWords } from '../in-words.ts';
import { assertSound } from './json-text.ts';
import { violationsOf } from './violations.ts';

const NOTHING = z.strictObject({});
const NO_BODY = NOTHING.optional();

/** The parameters of the path. What could not be the id of anything is answered like an id that nothing has. */
export function parseParams(route: Route, params: Readonly<Record<string, string>>): unknown {
  const sound = Object.values(params).every((value) => !value.includes('\u0000'));
  const parsed = (route.params ?? NOTHING).safeParse(params);
  if (sound && parsed.success) return route.params === undefined ? undefined : parsed.data;
  throw nothingHere();
}

/** The answer for an address at which there is nothing, and never will be. */
export function nothingHere(): AppError {
  return new AppError('not_found', { code: 'http.not_found', detail: 'There is nothing at this address.' });
}

export function parseQuery(route: Route, search: URLSearchParams): unknown {
  const values = valuesOf(search);
  assertSound(values, 2);
  const parsed = parse(route.query ?? NOTHING, values, {
    code: 'http.invalid_query',
    detail: 'Some query parameters are not what this address takes; `errors` says which.',
  });
  return route.query === undefined ? undefined : parsed;
}

export function parseBody(route: Route, body: unknown): unknown {
  const parsed = parse(route.body ?? NO_BODY, body, {
    code: 'http.invalid_body',
    detail: 'Some of the body is not what this address takes; `errors` says which.',
  });
  return route.body === undefined ? undefined : parsed;
}

function parse(schema: z.ZodType, input: unknown, refusal: { code: string; detail: string }): unknown {
  const parsed = schema.safeParse(input, { error: inWords });
  if (parsed.success) return parsed.data;
  throw new AppError('invalid', { ...refusal, violations: violationsOf(parsed.error, input) });
}

/** A parameter that is sent once is a string, one that is sent several times a list of them. */
function valuesOf(search: URLSearchParams): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const name of search.keys()) {
    const all = search.getAll(name);
    values.set(name, all.length === 1 ? all[0] : all);
  }
  return Object.fromEntries(values);
}
