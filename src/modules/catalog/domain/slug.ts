import { InvalidSlug } from './errors.ts';

const MAX_SLUG_LENGTH = 120;

/** Words for a URL: lower case, without accents, joined by hyphens. Letters of other scripts stay as they are. */
export function slugOf(text: string): string {
  return cut(
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\u0300-\u036f'’]/gu, '')
      .replace(/[đðłøßæœ]/gu, (letter) => SPELLED_OUT[letter] ?? letter)
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .normalize('NFC'),
    MAX_SLUG_LENGTH,
  );
}

/** Refuses a slug of somebody else's making that is none. */
export function checkSlug(slug: string | undefined): void {
  if (slug !== undefined && slugOf(slug) !== slug) throw new InvalidSlug(slugOf(slug));
}

/** The slugs of several words, each once, without those that have no letter or digit. */
export function slugsOf(texts: readonly string[]): string[] {
  return [...new Set(texts.map(slugOf).filter((slug) => slug !== ''))];
}

/** `green-tea-2` for the second product that would be called `green-tea`; the first keeps the plain slug. */
export function numberedSlug(slug: string, number: number): string {
  if (number === 1) return slug;
  const suffix = `-${number}`;
  return `${cut(slug, MAX_SLUG_LENGTH - suffix.length)}${suffix}`;
}

// Letters that Unicode does not decompose.
const SPELLED_OUT: Readonly<Record<string, string>> = { đ: 'd', ð: 'd', ł: 'l', ø: 'o', ß: 'ss', æ: 'ae', œ: 'oe' };

function cut(text: string, length: number): string {
  return Array.from(text.replace(/^-+/, '')).slice(0, length).join('').replace(/-+$/, '');
}
