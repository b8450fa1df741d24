import { z } from 'zod';
import type { TestShop } from '../support/test-shop.ts';

/** JSON Schema as it stands in the document; references are resolved against the whole document. */
export const Schema = z.record(z.string(), z.unknown());
export type Schema = z.output<typeof Schema>;

const Content = z.record(z.string(), z.object({ schema: Schema }));
const Parameter = z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean(), schema: Schema });
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

export type ApiDocument = z.output<typeof Document>;
export type DocumentedRoute = z.output<typeof Operation> & { readonly method: string; readonly path: string };

export interface DocumentedApi {
  readonly document: ApiDocument;
  readonly routes: readonly DocumentedRoute[];
}

/** What the shop says of itself at `/openapi.json`: every route that it serves. */
export async function documentedApi(shop: TestShop): Promise<DocumentedApi> {
  const document = (await shop.asGuest().get('/openapi.json')).as(Document);
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  return { document, routes };
}

/** The first kind of body that a route takes, with its schema. */
export function bodyOf({ requestBody }: DocumentedRoute): { readonly mediaType: string; readonly schema: Schema } | undefined {
  const [first] = Object.entries(requestBody?.content ?? {});
  return first && { mediaType: first[0], schema: first[1].schema };
}
