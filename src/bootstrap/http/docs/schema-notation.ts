import type { JsonSchema } from '../openapi/api-document.ts';

type Schema = JsonSchema | boolean | undefined;

/** A JSON Schema as a short text that a developer reads at a glance, close to how TypeScript writes types. */
export function notationOf(schema: Schema, indent = ''): string {
  if (schema === undefined || typeof schema === 'boolean') return 'any';
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'any';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return variants.map((variant) => notationOf(variant, indent)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((part) => notationOf(part, indent)).join(' & ');
  if (schema.type === 'array') return arrayNotation(itemsOf(schema), indent);
  if (schema.type === 'object') return objectNotation(schema, indent);
  return scalarNotation(schema);
}

function arrayNotation(items: Schema, indent: string): string {
  const notation = notationOf(items, indent);
  return isCompound(items) ? `(${notation})[]` : `${notation}[]`;
}

function isCompound(schema: Schema): boolean {
  if (schema === undefined || typeof schema === 'boolean') return false;
  return [schema.enum, schema.anyOf, schema.oneOf, schema.allOf].some((parts) => parts !== undefined && parts.length > 1);
}

function itemsOf({ items }: JsonSchema): Schema {
  return Array.isArray(items) ? items[0] : items;
}

function objectNotation({ properties, required = [], additionalProperties }: JsonSchema, indent: string): string {
  const entries = Object.entries(properties ?? {});
  if (entries.length === 0) {
    return additionalProperties ? `{ [name]: ${notationOf(additionalProperties, indent)} }` : '{}';
  }
  const inner = `${indent}  `;
  const lines = entries.map(([name, property]) => {
    const text = `${inner}${name}${required.includes(name) ? '' : '?'}: ${notationOf(property, inner)}`;
    const description = typeof property === 'boolean' ? undefined : property.description;
    return description === undefined ? text : `${text}  // ${description}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function scalarNotation(schema: JsonSchema): string {
  const { type = 'any', format, minLength, maxLength, default: fallback } = schema;
  const limits = [
    type === 'integer' ? undefined : format,
    rangeOf(told(schema.minimum), told(schema.maximum)),
    format === undefined ? rangeOf(minLength, maxLength, ' characters') : undefined,
    fallback === undefined ? undefined : `default ${JSON.stringify(fallback)}`,
  ].filter((limit) => limit !== undefined);
  return limits.length === 0 ? String(type) : `${type} (${limits.join(', ')})`;
}

/** The limits of JavaScript say nothing to a reader. */
function told(limit: number | undefined): number | undefined {
  return limit === undefined || Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit;
}

function rangeOf(least: number | undefined, most: number | undefined, unit = ''): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  if (most === undefined) return `at least ${least}${unit}`;
  return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
}
