import type { OrderLine } from './order-details.ts';

/** As much of a title as a narrow screen shows. */
const LONGEST_TITLE = 60;

/** An order in one line: `2 × Green tea and 3 more`, the others counted by their lines. */
export function summaryOf(lines: readonly OrderLine[]): string {
  const [first, ...others] = lines;
  if (!first) return '';
  const shown = `${first.quantity} × ${shortened(first.title)}`;
  return others.length === 0 ? shown : `${shown} and ${others.length} more`;
}

// By code points, so that no character is cut in two.
function shortened(title: string): string {
  const characters = [...title];
  return characters.length <= LONGEST_TITLE
    ? title
    : `${characters
        .slice(0, LONGEST_TITLE - 1)
        .join('')
        .trimEnd()}…`;
}
