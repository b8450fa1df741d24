/**
 * What the tests say about people, wherever they say it: their addresses, names and streets. It may stand where modules declare
 * personal data, and in no log, refusal or metric.
 */
export const PERSONAL = '@example\\.com|@chaos\\.example|ada lovelace|grace hopper|st james square';

const LOOKS_LIKE_ONE = [
  'tok_(ok|declined|insufficient_funds|timeout|flaky|slow|capture_fails)',
  '(sk|cs)_[A-Za-z0-9_-]{43}',
  'whsec_[A-Za-z0-9+/_-]{32,}',
  'eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{43,}',
].join('|');

// Not within a longer word: what is encrypted looks like anything.
const WORD = 'A-Za-z0-9_-';

/** What the tests keep secret, and whatever looks like a credential that a shop hands out. It may stand nowhere. */
export const SECRET = `correct.horse.battery|the boss of the shop|(^|[^${WORD}])(${LOOKS_LIKE_ONE})($|[^${WORD}])`;

const EITHER = new RegExp(`(${PERSONAL}|${SECRET})`, 'i');
const found: string[] = [];

/** Remembers where something planted stands that must not be there. */
export function lookInto(place: string, text: string): void {
  const [hit] = EITHER.exec(text) ?? [];
  if (hit !== undefined) found.push(`${place} holds ${hit}: ${text.slice(0, 500)}`);
}

/** What was found since this was last asked. */
export function takeFound(): readonly string[] {
  return found.splice(0);
}
