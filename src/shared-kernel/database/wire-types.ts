import type postgres from 'postgres';

/**
 * How values cross the wire. Sessions never ask the server for its types (a round trip for each
 * connection), so the arrays that we use are listed here by the OIDs of the PostgreSQL catalogue.
 */
export const wireTypes: Record<string, postgres.PostgresType> = {
  // Counts and minor units are all below 2^53; a larger one must not be rounded in silence.
  int8: { to: 20, from: [20], serialize: String, parse: safeInteger },
  // drizzle and pg-boss hand over JSON that is already text.
  json: { to: 114, from: [114], serialize: jsonText, parse: (text: string) => JSON.parse(text) },
  jsonb: { to: 3802, from: [3802], serialize: jsonText, parse: (text: string) => JSON.parse(text) },
  timestamptz: { to: 1184, from: [1184], serialize: timeText, parse: (text: string) => new Date(text) },
  textArray: arrayOf(1009, (element) => element),
  uuidArray: arrayOf(2951, (element) => element),
  int4Array: arrayOf(1007, Number),
  int8Array: arrayOf(1016, safeInteger),
  booleanArray: arrayOf(1000, (element) => element === 't'),
  timestamptzArray: arrayOf(1185, (element) => new Date(element)),
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a JavaScript number`);
  return value;
}

function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function timeText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function arrayOf(oid: number, parseElement: (element: string) => unknown): postgres.PostgresType {
  return { to: oid, from: [oid], serialize: arrayText, parse: (text: string) => parseArray(text, parseElement) };
}

function arrayText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return `{${value.map(elementText).join(',')}}`;
}

function elementText(element: unknown): string {
  if (element === null || element === undefined) return 'NULL';
  return `"${timeText(element).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Reads a one-dimensional array literal: `{a,"b \"c\"",NULL}`. */
function parseArray(text: string, parseElement: (element: string) => unknown): unknown[] {
  const elements: unknown[] = [];
  const token = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/g;
  for (const [, quoted, bare] of text.matchAll(token)) {
    if (quoted !== undefined) elements.push(parseElement(quoted.replace(/\\(.)/g, '$1')));
    else elements.push(bare === 'NULL' ? null : parseElement(bare ?? ''));
  }
  return elements;
}
