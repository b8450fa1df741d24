import { describe, expect, it } from 'vitest';
import { counted, textTable } from './text-table.ts';

describe('a table for people', () => {
  it('makes each column as wide as its widest cell, with numbers at the right', () => {
    const rows = [
      ['orders', 7],
      ['payments', 1_200],
    ];
    expect(textTable(['module', 'dead'], rows, 'none')).toBe(['module    dead', 'orders       7', 'payments  1200'].join('\n'));
  });

  it('says that there is nothing where there is nothing', () => {
    expect(textTable(['module'], [], 'no module')).toBe('no module');
  });

  it('counts one thing and several', () => {
    expect([counted(0, 'file'), counted(1, 'file'), counted(1_200, 'file')]).toEqual(['0 files', '1 file', '1,200 files']);
  });
});
