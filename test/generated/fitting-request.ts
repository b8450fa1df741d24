import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type ApiDocument, bodyOf, type DocumentedRoute, type Schema } from './documented-routes.ts';
import { arbitraryOf } from './schema-arbitrary.ts';

/** A request that the document allows. */
export interface FittingRequest {
  /** With the query. */
  readonly path: string;
  readonly init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null };
}

/** Makes requests that fit their routes: values from the schemas, the same each time, but for what is given by its name in the path. */
export function fittingRequests(document: ApiDocument) {
  const valid = arbitraryOf(document);
  const fitting = (schema: Schema) => fc.sample(valid(schema), { seed: 1, numRuns: 1 })[0];
  return (route: DocumentedRoute, inPath: Readonly<Record<string, string>> = {}): FittingRequest => {
    const value = ({ name, schema }: DocumentedRoute['parameters'][number]) => inPath[name] ?? String(fitting(schema));
    const path = route.parameters
      .filter((parameter) => parameter.in === 'path')
      .reduce((url, parameter) => url.replace(`{${parameter.name}}`, () => encodeURIComponent(value(parameter))), route.path);
    const required = route.parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
    const query = new URLSearchParams(required.map((parameter): [string, string] => [parameter.name, value(parameter)]));
    const body = bodyOf(route);
    const type = body ? { 'content-type': body.mediaType } : {};
    return {
      path: query.size > 0 ? `${path}?${query}` : path,
      init: {
        method: route.method,
        headers: { 'idempotency-key': randomUUID(), 'if-match': '*', ...type },
        body: body ? JSON.stringify(fitting(body.schema)) : null,
      },
    };
  };
}
