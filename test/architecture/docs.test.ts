import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fieldsOf } from '../../scripts/docs/fields.ts';
import { brokenReferences } from '../../scripts/docs/references.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the catalogue lists nested fields with their paths, types and whether they must be there', () => {
  const payload = z.strictObject({
    orderId: z.uuid(),
    reason: z.enum(['requested', 'expired']).optional(),
    lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().positive() })),
    total: z.strictObject({ amountMinor: z.int().nonnegative() }),
  });
  expect(fieldsOf(payload).map(({ path, type, required }) => `${path}: ${type}${required ? '' : '?'}`)).toEqual([
    'orderId: uuid',
    'reason: "requested" or "expired"?',
    'lines: list of object',
    'lines[].sku: string',
    'lines[].quantity: integer > 0',
    'total: object',
    'total.amountMinor: integer ≥ 0',
  ]);
});

test('a link that leads nowhere and a path that does not exist are reported, and nothing else is', () => {
  mkdirSync(join(folder, 'docs'));
  writeFileSync(
    join(folder, 'docs/map.md'),
    '# The map\n\n[up](../README.md) [gone](gone.md) [part](#the-map) [no part](#the-sea)\n',
  );
  const paths = ['`docs/map.md`', '`docs/*.md`', '`docs/<name>.md`', '`src/gone.ts`', '`npm start`', '`a/b`'];
  writeFileSync(join(folder, 'README.md'), `${paths.join(' ')} [map](docs/map.md#the-map)\n\n\`\`\`\n[x](y.md)\n\`\`\`\n`);
  expect(brokenReferences(folder)).toEqual([
    'README.md: src/gone.ts does not exist',
    'docs/map.md: the link gone.md leads nowhere',
    'docs/map.md: #the-sea: no such heading',
  ]);
});
