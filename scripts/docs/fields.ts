import { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** One field of a payload, with its path (`lines[].sku`) and its type in words. */
export interface Field {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
}

/** Every field of a payload, nested ones after the field that holds them. */
export function fieldsOf(payload: z.ZodType): readonly Field[] {
  return fieldsIn(z.toJSONSchema(payload, { unrepresentable: 'any' }), '');
}

function fieldsIn(schema: Schema, prefix: string): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const path = `${prefix}${name}`;
    const field = { path, type: typeOf(property), required: schema.required?.includes(name) ?? false };
    const element = elementOf(property);
    return [field, ...(element ? fieldsIn(element, `${path}[].`) : fieldsIn(property, `${path}.`))];
  });
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map((option) => typeOf(option)).join(' or ');
  const element = elementOf(schema);
  if (element) return `list of ${typeOf(element)}`;
  const bounds = [bound('≥', schema.minimum), bound('>', schema.exclusiveMinimum)].filter((text) => text !== '');
  return [schema.format ?? schema.type ?? 'anything', ...bounds].join(' ');
}

function elementOf(schema: Schema): Schema | undefined {
  return schema.type === 'array' && typeof schema.items === 'object' && !Array.isArray(schema.items) ? schema.items : undefined;
}

function bound(sign: string, value: number | boolean | undefined): string {
  return typeof value !== 'number' || Math.abs(value) === Number.MAX_SAFE_INTEGER ? '' : `${sign} ${value}`;
}
