/** How the sandbox behaves for a card; everything that is not said happens at once and well. */
export interface TokenBehaviour {
  readonly declines?: { readonly code: string; readonly detail: string };
  /** Calls under one key that fail with a 500 before one works. */
  readonly failsFirst?: number;
  /** Answers late. */
  readonly slow?: true;
  /** Charges, then never answers the call that did. */
  readonly hangs?: true;
  readonly refusesCaptures?: true;
}

export function behaviourOf(token: string): TokenBehaviour {
  return BEHAVIOURS.get(token) ?? { declines: { code: 'invalid_token', detail: 'The provider does not know this card.' } };
}

const BEHAVIOURS: ReadonlyMap<string, TokenBehaviour> = new Map([
  ['tok_ok', {}],
  ['tok_declined', { declines: { code: 'card_declined', detail: 'The bank declined the card.' } }],
  ['tok_insufficient_funds', { declines: { code: 'insufficient_funds', detail: 'The account does not hold the amount.' } }],
  ['tok_timeout', { hangs: true }],
  ['tok_flaky', { failsFirst: 2 }],
  ['tok_slow', { slow: true }],
  ['tok_capture_fails', { refusesCaptures: true }],
]);
