import { expect, it } from 'vitest';
import { z } from 'zod';
import { collectSchemas } from '../openapi/schemas.ts';
import { notationOf } from './schema-notation.ts';

const Price = z.strictObject({ amountMinor: z.int().nonnegative(), currency: z.string().length(3) }).meta({ id: 'Price' });

it('writes a schema close to how TypeScript writes a type', () => {
  const schema = z.strictObject({
    id: z.uuid(),
    status: z.enum(['draft', 'active']),
    price: Price.optional(),
    lines: z.array(z.strictObject({ sku: z.string().max(100) })).describe('At least one.'),
    limit: z.int().min(1).max(100).default(20),
    reason: z.union([z.literal('lost'), z.null()]),
    options: z.record(z.string(), z.string()),
    roles: z.array(z.enum(['staff', 'admin'])),
  });
  expect(notationOf(collectSchemas().input(schema))).toBe(`{
  id: string (uuid)
  status: "draft" | "active"
  price?: Price
  lines: {
    sku: string (at most 100 characters)
  }[]  // At least one.
  limit?: integer (1 to 100, default 20)
  reason: "lost" | null
  options: { [name]: string }
  roles: ("staff" | "admin")[]
}`);
});

it('shares what has an id, and refuses two shapes under one', () => {
  const schemas = collectSchemas();
  expect(schemas.output(z.strictObject({ price: Price }))).toMatchObject({
    properties: { price: { $ref: '#/components/schemas/Price' } },
  });
  expect(Object.keys(schemas.components)).toEqual(['Price']);
  const other = z.strictObject({ cents: z.int() }).meta({ id: 'Price' });
  expect(() => schemas.output(other)).toThrow('two schemas are named Price and differ');
});
