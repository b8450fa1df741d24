import { expect, it } from 'vitest';
import { z } from 'zod';
import { inWords } from './in-words.ts';

const said = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: inWords }).error?.issues.map(({ message }) => message);

it.each([
  [z.coerce.number(), 'many', 'must be a number'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.string(), 7, 'must be text'],
  [z.array(z.string()), {}, 'must be a list'],
  [z.strictObject({}), [], 'must be an object'],
  [z.record(z.string(), z.string()), null, 'must be an object'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.int().min(1), 0, 'must be 1 or more'],
  [z.int().positive(), 0, 'must be more than 0'],
  [z.int().max(100), 101, 'must be 100 or less'],
  [z.string().min(8), 'short', 'must have 8 characters or more'],
  [z.string().min(1), '', 'must not be empty'],
  [z.array(z.int()).max(1), [1, 2], 'must have 1 entries or less'],
  [z.enum(['draft', 'active']), 'x', 'must be one of draft, active'],
  [z.literal('Bearer'), 'x', 'must be Bearer'],
  [z.email(), 'ada', 'is not an email address'],
  [z.uuid(), 'x', 'is not a UUID'],
  [z.iso.datetime(), 'today', 'is not a time such as 2026-01-31T12:00:00Z (RFC 3339, UTC)'],
])('says in words of no library what is wrong (%#)', (schema, value, words) => {
  expect(said(schema, value)).toEqual([words]);
});

it('leaves what a schema says by itself', () => {
  expect(said(z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR'), 'x')).toEqual(['must be a currency such as EUR']);
});
