/** A value that a statement can be given: anything with a JSON form counts as `jsonb`, an array as an array. */
export type SqlValue = string | number | boolean | Date | null | Uint8Array | readonly unknown[] | object;

/**
 * A statement as a tagged template; each `${value}` becomes a parameter, never text, and the statement is
 * prepared once per connection. Resolves to its rows, of the type that the caller states.
 *
 * ```ts
 * const rows = await tx.sql<{ onHand: number }>`select on_hand as "onHand" from stock_items where sku = any(${skus})`;
 * ```
 */
export type Sql = <Row = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...values: readonly SqlValue[]
) => Promise<readonly Row[]>;

const texts = new WeakMap<TemplateStringsArray, string>();

/** The text of a template with `$1`, `$2` … for its values, made once per place in the source. */
export function textOf(strings: TemplateStringsArray): string {
  const known = texts.get(strings);
  if (known !== undefined) return known;
  const text = strings.reduce((before, part, index) => `${before}$${index}${part}`);
  texts.set(strings, text);
  return text;
}
