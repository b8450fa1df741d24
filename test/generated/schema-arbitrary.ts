import fc from 'fast-check';
import { z } from 'zod';
import { type ApiDocument, Schema } from './documented-routes.ts';

const Keywords = z.looseObject({
  $ref: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(Schema).optional(),
  oneOf: z.array(Schema).optional(),
  allOf: z.array(Schema).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  items: Schema.optional(),
  properties: z.record(z.string(), Schema).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.union([z.boolean(), Schema]).optional(),
  propertyNames: Schema.optional(),
});
type Keywords = z.output<typeof Keywords>;

/** Values that a JSON Schema of the document allows, small ones. */
export function arbitraryOf(document: ApiDocument) {
  const valuesOf = (schema: Schema): fc.Arbitrary<unknown> => {
    const keywords = Keywords.parse(schema);
    if (keywords.$ref !== undefined) return valuesOf(resolve(document, keywords.$ref));
    if ('const' in schema) return fc.constant(keywords.const);
    if (keywords.enum) return fc.constantFrom(...keywords.enum);
    const choices = keywords.anyOf ?? keywords.oneOf;
    if (choices) return fc.oneof(...choices.map(valuesOf));
    if (keywords.allOf) return fc.tuple(...keywords.allOf.map(valuesOf)).map((parts) => Object.assign({}, ...parts));
    return ofType(keywords, valuesOf);
  };
  return valuesOf;
}

type ValuesOf = (schema: Schema) => fc.Arbitrary<unknown>;

function ofType(keywords: Keywords, valuesOf: ValuesOf): fc.Arbitrary<unknown> {
  const [type] = [keywords.type ?? 'any'].flat();
  switch (type) {
    case 'string':
      return strings(keywords);
    case 'integer':
      return fc.integer({ min: lowest(keywords), max: Math.min(keywords.maximum ?? 1_000, lowest(keywords) + 1_000_000) });
    case 'number':
      return fc.double({ min: lowest(keywords), max: keywords.maximum ?? 1_000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(keywords.items ?? {}), {
        minLength: keywords.minItems ?? 0,
        maxLength: Math.min(keywords.maxItems ?? 3, (keywords.minItems ?? 0) + 2),
      });
    case 'object':
      return objects(keywords, valuesOf);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function lowest({ minimum, exclusiveMinimum }: Keywords): number {
  return minimum ?? (exclusiveMinimum === undefined ? -1_000 : exclusiveMinimum + 1);
}

function objects(keywords: Keywords, valuesOf: ValuesOf): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = keywords;
  const known = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)]));
  const named = fc.record(known, { requiredKeys: required.filter((name) => name in known) });
  if (typeof additionalProperties !== 'object') return named;
  const extra = fc.dictionary(
    propertyNames ? strings(Keywords.parse(propertyNames)) : fc.string(),
    valuesOf(additionalProperties),
    {
      maxKeys: 2,
    },
  );
  return fc.tuple(extra, named).map(([more, own]) => ({ ...more, ...own }));
}

function strings({ format, pattern, minLength = 0, maxLength = minLength + 12 }: Keywords): fc.Arbitrary<string> {
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  switch (format) {
    case 'uuid':
      return fc.uuid();
    case 'date-time':
      return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
    case 'email':
      return fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.example$/);
    case 'uri':
      return fc.webUrl();
  }
  const short = { minLength, maxLength: Math.min(maxLength, minLength + 12) };
  if (pattern === undefined) return fc.string({ unit: 'grapheme-ascii', ...short });
  const expression = new RegExp(pattern, 'u');
  // A class of all of Unicode takes seconds to be turned round; most texts are in it.
  if (/\\p\{/i.test(pattern))
    return fc.string({ unit: 'grapheme', ...short }).filter((text) => expression.test(text) && fits(text));
  return fc.stringMatching(expression).filter(fits);
}

function resolve(document: ApiDocument, ref: string): Schema {
  const steps = ref.replace('#/', '').split('/');
  const at = (place: unknown, step: string) => z.record(z.string(), z.unknown()).parse(place)[step];
  return Schema.parse(steps.reduce<unknown>(at, document));
}
