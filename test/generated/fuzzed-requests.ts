import fc from 'fast-check';
import { brokenBodies } from './broken-bodies.ts';
import { type ApiDocument, bodyOf, type DocumentedRoute } from './documented-routes.ts';
import { arbitraryOf } from './schema-arbitrary.ts';

/** A request as a careless or hostile client may send it. */
export interface FuzzedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Ids of things that are there, by the name of the path parameter; half the requests ask for one of them. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

/** Requests to one route: each part of them either fits the document or is broken in one of many ways. */
export function fuzzedRequests(document: ApiDocument, route: DocumentedRoute, known: KnownIds): fc.Arbitrary<FuzzedRequest> {
  const parts = {
    path: paths(document, route, known),
    query: queries(document, route),
    headers: headers(route),
    body: bodies(document, route),
  };
  return fc.record(parts).map(({ path, query, headers: sent, body }) => ({
    path: query === '' ? path : `${path}?${query}`,
    headers: body === null ? sent : { ...sent, ...body.headers },
    body: body?.text ?? null,
  }));
}

function paths(document: ApiDocument, { path, parameters }: DocumentedRoute, known: KnownIds): fc.Arbitrary<string> {
  const valuesOf = arbitraryOf(document);
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => {
      const there = known[name] ?? [];
      const fitting = valuesOf(schema).map(String);
      const value = fc.oneof(
        { weight: 4, arbitrary: there.length > 0 ? fc.constantFrom(...there) : fitting },
        { weight: 4, arbitrary: fitting },
        { weight: 2, arbitrary: ODD },
      );
      return value.map((text) => [name, encoded(text)] as const);
    });
  return fc.tuple(...filled).map((values) => values.reduce((url, [name, text]) => url.replace(`{${name}}`, () => text), path));
}

function queries(document: ApiDocument, { parameters }: DocumentedRoute): fc.Arbitrary<string> {
  const valuesOf = arbitraryOf(document);
  const known = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) =>
      fc.oneof({ weight: 3, arbitrary: valuesOf(schema).map(String) }, ODD).map((text) => [name, text] as const),
    );
  const surprising = ODD.map((text) => ['surprise', text] as const);
  const pairs = fc.array(known.length > 0 ? fc.oneof({ weight: 9, arbitrary: fc.oneof(...known) }, surprising) : surprising, {
    maxLength: 3,
  });
  return fc
    .oneof({ weight: known.length > 0 ? 2 : 9, arbitrary: fc.constant([]) }, pairs)
    .map((all) => all.map(([name, text]) => `${name}=${encoded(text)}`).join('&'));
}

function headers({ parameters }: DocumentedRoute): fc.Arbitrary<Record<string, string>> {
  const named = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name.toLowerCase());
  const pair = (name: string, value: fc.Arbitrary<string>) => value.map((text) => [name, text] as const);
  const usual = fc.tuple(...named.map((name) => pair(name, USUAL_HEADERS[name] ?? ODD_HEADER)));
  const odd = fc.subarray(named).chain((some) => fc.tuple(...some.map((name) => pair(name, ODD_HEADER))));
  return fc.oneof({ weight: 4, arbitrary: usual }, odd).map((pairs) => Object.fromEntries(pairs));
}

const USUAL_HEADERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'idempotency-key': fc.uuid(),
  'if-match': fc.constantFrom('*', '"1"', '"2"', '"999"'),
};

function bodies(
  document: ApiDocument,
  route: DocumentedRoute,
): fc.Arbitrary<{ text: string; headers: Record<string, string> } | null> {
  const body = bodyOf(route);
  if (!body) return fc.constant(null);
  const valid = arbitraryOf(document)(body.schema);
  const texts = body.mediaType.endsWith('json')
    ? fc.oneof(
        { weight: 3, arbitrary: valid.map((value) => JSON.stringify(value)) },
        { weight: 7, arbitrary: brokenBodies(valid) },
      )
    : fc.oneof(valid.map(formOf), fc.string({ unit: 'binary', maxLength: 2_000 }));
  const types = fc.oneof(
    { weight: 19, arbitrary: fc.constant(body.mediaType) },
    fc.constantFrom('text/plain', 'application/xml', 'application/json; charset=latin1', 'nonsense'),
  );
  return fc.tuple(texts, types).map(([text, type]) => ({ text, headers: { 'content-type': type } }));
}

function formOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return new URLSearchParams(Object.entries(value).map(([name, field]): [string, string] => [name, String(field)])).toString();
}

const ODD = fc.constantFrom(
  '',
  ' ',
  '0',
  '-1',
  '1e99',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(300),
  'é',
  '👩‍👩‍👧',
  'a\u0000b',
  '\u0000',
  '%00',
  '\ud800',
  '..',
  '../..',
  "'",
  '";--',
  '{id}',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '\u202e',
  'eyJhIjoxfQ',
  'a/b',
);

// What fetch lets through in a header: no line breaks and nothing beyond Latin-1.
const ODD_HEADER = fc.constantFrom(
  '',
  ' ',
  '"',
  '""',
  'W/"1"',
  '"a", "b"',
  '*',
  'x'.repeat(300),
  'é',
  '-1',
  'wait=',
  'wait=-1',
  'wait=1e9',
  'wait=0',
  'handling=lenient',
  "';--",
  '{}',
  'null',
  ',,,',
);

/** A lone surrogate has no encoding: what a client would send for it. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E');
}
