/** What a cell may hold. Numbers stand at the right. */
export type Cell = string | number;

/** Rows under headings, each column as wide as its widest cell; `none` where there are no rows. */
export function textTable(headings: readonly string[], rows: readonly (readonly Cell[])[], none: string): string {
  if (rows.length === 0) return none;
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => String(row[index] ?? '').length)),
  );
  const line = (cells: readonly Cell[], numbers: readonly Cell[]) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return typeof numbers[index] === 'number' ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(headings, rows[0] ?? []), ...rows.map((row) => line(row, row))].join('\n');
}

/** `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
