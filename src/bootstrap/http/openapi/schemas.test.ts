import { expect, it } from 'vitest';
import { z } from 'zod';
import { collectSchemas } from './schemas.ts';

const Price = z.strictObject({ amountMinor: z.int().nonnegative(), currency: z.string().length(3) }).meta({ id: 'Price' });

it('shares what has an id, and refuses two shapes under one', () => {
  const schemas = collectSchemas();
  expect(schemas.output(z.strictObject({ price: Price }))).toMatchObject({
    properties: { price: { $ref: '#/components/schemas/Price' } },
  });
  expect(Object.keys(schemas.components)).toEqual(['Price']);
  const other = z.strictObject({ cents: z.int() }).meta({ id: 'Price' });
  expect(() => schemas.output(other)).toThrow('two schemas are named Price and differ');
});
