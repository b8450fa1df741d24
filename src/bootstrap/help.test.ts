import { expect, it } from 'vitest';
import { variablesOf } from './config.ts';
import { helpText } from './help.ts';
import { modules } from './modules.ts';

it('lists every variable with its default and what it is for, by who reads it', () => {
  const text = helpText(variablesOf(modules));
  expect(text).toContain('process:\n');
  expect(text).toContain('  PORT (default 3000)\n      The port to listen on; 0 takes a free one.\n');
  expect(text).toContain('\nidentity:\n');
  for (const { name, description } of variablesOf(modules)) {
    expect(text).toMatch(new RegExp(`^ {2}${name}( |$)`, 'm'));
    expect(text).toContain(description);
  }
});
