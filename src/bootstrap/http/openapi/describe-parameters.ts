import type { z } from 'zod';
import type { Route } from '#shared-kernel/http.ts';
import type { Parameter } from './api-document.ts';
import type { Schemas } from './schemas.ts';

export function describeParameters(route: Route, schemas: Schemas): Parameter[] {
  return [...inPlace('path', route.params, schemas), ...inPlace('query', route.query, schemas), ...headersOf(route)];
}

/** The members of an object as parameters of one kind. */
export function inPlace(place: Parameter['in'], object: z.ZodObject | undefined, schemas: Schemas): Parameter[] {
  if (object === undefined) return [];
  const { properties = {}, required = [] } = schemas.input(object);
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const { description, ...schema } = property;
    return [
      { name, in: place, required: required.includes(name), ...(description === undefined ? {} : { description }), schema },
    ];
  });
}

function headersOf(route: Route): Parameter[] {
  const reads = route.method === 'get' && route.events === undefined;
  return [
    route.access === 'optional' ? [header('X-Access-Key', 'The secret of a guest, as the cart or order answered it.', 255)] : [],
    route.idempotencyKey === 'unused' ? [] : [header('Idempotency-Key', IDEMPOTENCY, 257, route.idempotencyKey === 'required')],
    route.ifMatch === undefined ? [] : [header('If-Match', IF_MATCH, 255, route.ifMatch === 'required')],
    reads ? [header('If-None-Match', 'The ETag of the version at hand; answers 304 where it is still the newest.', 2_048)] : [],
    route.waitFor === undefined ? [] : [header('Prefer', '`wait=10` waits up to ten seconds for the end.', 255)],
    route.events === undefined ? [] : [header('Last-Event-ID', 'The id of the last event that was received.', 255)],
  ].flat();
}

const IF_MATCH = 'The ETag of the version that is to be changed, or `*` for whichever there is.';
const IDEMPOTENCY = 'Makes the request safe to repeat: 1 to 255 printable characters, best a random UUID.';

function header(name: string, description: string, maxLength: number, required = false): Parameter {
  const schema = { type: 'string', maxLength, pattern: '^[\\x20-\\x7e]*$' } as const;
  return { name, in: 'header', required, description, schema };
}
