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

/**
 * A piece of statements, put into them with `${…}` as a value is; the values in it become parameters of theirs. For what
 * several statements have in common, and for conditions that are not always asked for.
 *
 * ```ts
 * const ofCategory = category === undefined ? part`` : part`and category = ${category}`;
 * const rows = await db.sql<Row>`select ${columns} from products where status = ${status} ${ofCategory}`;
 * ```
 */
export function part(strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlPart {
  return new SqlPart(strings, values);
}

/** What {@link part} makes. */
export class SqlPart {
  readonly strings: TemplateStringsArray;
  readonly values: readonly SqlValue[];

  constructor(strings: TemplateStringsArray, values: readonly SqlValue[]) {
    this.strings = strings;
    this.values = values;
  }
}

/** A statement as Postgres is given it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** The statement that a template and its values make, the parts among them put in their places. */
export function statementOf(strings: TemplateStringsArray, values: readonly SqlValue[]): Statement {
  if (!values.some((value) => value instanceof SqlPart)) return { text: textOf(strings), values };
  const texts: string[] = [];
  const parameters: SqlValue[] = [];
  put(strings, values);
  return { text: texts.join(''), values: parameters };

  function put(pieces: TemplateStringsArray, between: readonly SqlValue[]): void {
    for (const [index, piece] of pieces.entries()) {
      texts.push(piece);
      const value = between[index];
      if (value === undefined) continue;
      if (value instanceof SqlPart) put(value.strings, value.values);
      else texts.push(`$${parameters.push(value)}`);
    }
  }
}

/** The text of a template with `$1`, `$2` … for its values, made once per place in the source. */
export function textOf(strings: TemplateStringsArray): string {
  const known = texts.get(strings);
  if (known !== undefined) return known;
  const text = strings.reduce((before, part, index) => `${before}$${index}${part}`);
  texts.set(strings, text);
  return text;
}
