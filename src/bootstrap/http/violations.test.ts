import { expect, it } from 'vitest';
import { z } from 'zod';
import { violationsOf } from './violations.ts';

const Order = z.union([
  z.strictObject({ cartId: z.uuid(), note: z.string().optional() }),
  z.strictObject({ lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().positive() })).min(1) }),
]);

const violationsIn = (schema: z.ZodType, input: unknown) => {
  const { error } = schema.safeParse(input);
  return error === undefined ? [] : violationsOf(error, input).map(({ pointer, code }) => `${pointer} ${code}`);
};

const detailsOf = (schema: z.ZodType, input: unknown) => {
  const { error } = schema.safeParse(input);
  return error === undefined ? [] : violationsOf(error, input).map(({ detail }) => detail);
};

it('points into the alternative that the caller most likely meant', () => {
  expect(violationsIn(Order, { lines: [{ sku: 'TEA-1', quantity: 0 }] })).toEqual(['/lines/0/quantity too_small']);
  expect(violationsIn(Order, { cartId: 'x', note: 'hurry' })).toEqual(['/cartId invalid_format']);
});

it('does not guess between alternatives that are equally wrong, and names them all', () => {
  expect(violationsIn(z.union([z.string(), z.int()]), {})).toEqual([' invalid_union']);
  expect(detailsOf(Order, {})).toEqual(['fits no alternative: /cartId is required, or /lines is required']);
  expect(detailsOf(Order, { cartId: '0197f9a5-7a38-7c8d-8e00-3f1f4d3b6a01', lines: [{ sku: 'TEA-1', quantity: 1 }] })).toEqual([
    'fits no alternative: /lines is not known here, or /cartId is not known here',
  ]);
});

it('is brief where very much is wrong', () => {
  const surprises = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`k${at}`, at]));
  const [detail = ''] = detailsOf(Order, surprises);
  expect(detail).toContain('2996 more');
  expect(detail.length).toBeLessThan(1_000);
  const [pointer = ''] = violationsIn(z.strictObject({}), { ['x'.repeat(100_000)]: 1 });
  expect(pointer.length).toBeLessThan(1_000);
});

it('escapes what a JSON Pointer must escape', () => {
  expect(violationsIn(z.strictObject({}), { 'a/b~c': 1 })).toEqual(['/a~1b~0c unknown_field']);
});

it('tells what is missing from what is wrong', () => {
  const schema = z.strictObject({ name: z.string(), size: z.int() });
  expect(violationsIn(schema, { size: 'large' })).toEqual(['/name required', '/size invalid_type']);
});

it('shows no more than fifty', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field${index}`, index]));
  expect(violationsIn(z.strictObject({}), many)).toHaveLength(50);
});
