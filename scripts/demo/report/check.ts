import { formatMoney } from '#shared-kernel/money.ts';

/** Two figures that must be the same, and where each comes from. */
export interface Check {
  readonly claim: string;
  readonly left: Side;
  readonly right: Side;
  readonly holds: boolean;
}

export interface Side {
  readonly source: string;
  readonly figure: string;
}

type Sides = readonly [{ readonly source: string; readonly value: number }, { readonly source: string; readonly value: number }];

export function sameCount(claim: string, unit: string, sides: Sides): Check {
  return same(claim, sides, (value) => `${withThousands(String(value))} ${unit}`);
}

/** Values in minor units of `currency`. */
export function sameMoney(claim: string, currency: string, sides: Sides): Check {
  return same(claim, sides, (value) => showMoney(value, currency));
}

/** `4,016,115.15 BRL` */
export function showMoney(amountMinor: number, currency: string): string {
  return withThousands(formatMoney({ amountMinor, currency }));
}

export function withThousands(text: string): string {
  return text.replace(/^-?\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));
}

function same(claim: string, [left, right]: Sides, show: (value: number) => string): Check {
  return {
    claim,
    left: { source: left.source, figure: show(left.value) },
    right: { source: right.source, figure: show(right.value) },
    holds: left.value === right.value,
  };
}
