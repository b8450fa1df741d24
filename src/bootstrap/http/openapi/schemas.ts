import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { JsonSchema } from './api-document.ts';

/** Turns zod schemas into JSON Schema; those with an id become components that the others refer to. */
export interface Schemas {
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** As a client must send it. */
  input(schema: z.ZodType): JsonSchema;
  /** As a client receives it. */
  output(schema: z.ZodType): JsonSchema;
}

export function collectSchemas(): Schemas {
  const components: Record<string, JsonSchema> = {};
  const convert = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    const {
      $schema: _,
      $defs = {},
      ...converted
    } = withComponentRefs(z.toJSONSchema(schema, { io, unrepresentable: 'any', override }));
    for (const [id, definition] of Object.entries($defs)) {
      const known = components[id];
      if (known !== undefined && !isDeepStrictEqual(known, definition)) {
        throw new Error(`two schemas are named ${id} and differ: give one of them another id`);
      }
      components[id] = definition;
    }
    return converted;
  };
  return { components, input: (schema) => convert(schema, 'input'), output: (schema) => convert(schema, 'output') };
}

function withComponentRefs(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/'));
}

/** Leaves out what says nothing to a reader, the expression behind a named format, and adds what tools want to know. */
function override({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.type === 'integer') jsonSchema.format = isShort(jsonSchema) ? 'int32' : 'int64';
  const longest = jsonSchema.type === 'string' ? longestOf(jsonSchema) : undefined;
  if (longest !== undefined) jsonSchema.maxLength ??= longest;
}

function longestOf({ format = '', pattern = '' }: JsonSchema): number | undefined {
  const [, characters] = OF_ONE_LENGTH.exec(pattern) ?? [];
  return characters === undefined ? LONGEST[format] : Number(characters);
}

/** `^[A-Z]{3}$` */
const OF_ONE_LENGTH = /^\^\[[^\]]+\]\{(\d+)\}\$$/;

function isShort({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: JsonSchema): boolean {
  return minimum >= -(2 ** 31) && maximum < 2 ** 31;
}

/** How long a text of a named format can be. */
const LONGEST: Readonly<Record<string, number>> = { uuid: 36, date: 10, 'date-time': 64, uri: 2_048 };
