import { afterAll } from 'vitest';
import { takeFound } from '#shared-kernel/testing/planted.ts';

// In every file of the integration tests: what was planted stands in no log, no refusal and no metric of its shops.
afterAll(() => {
  const found = takeFound();
  if (found.length > 0) throw new Error(`personal data or secrets of the tests were let out:\n${found.slice(0, 20).join('\n')}`);
});
