import fc from 'fast-check';

/** What may be wrong with a body. */
export type Breakage = 'missing' | 'extra' | 'wrong' | 'huge' | 'deep' | 'unicode' | 'number' | 'text';

/** A body as it is sent: JSON that says something that the schema did not mean, or no JSON at all. */
export function brokenBodies(valid: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const spoiled = fc.tuple(valid, fc.nat(), fc.constantFrom(...SPOILERS)).chain(([value, pick, spoil]) => spoil(value, pick));
  return fc.oneof({ weight: 9, arbitrary: spoiled.map(written) }, { weight: 1, arbitrary: notJson });
}

type Path = readonly (string | number)[];
type Spoiler = (value: unknown, pick: number) => fc.Arbitrary<unknown>;

const missing: Spoiler = (value, pick) => fc.constant(changedAt(value, pick, () => undefined));
const extra: Spoiler = (value, pick) =>
  fc
    .constantFrom('surprise', '__proto__', 'constructor', 'toString', '')
    .map((name) =>
      changedAt(value, pick, (node) =>
        isObject(node) ? { ...node, ...JSON.parse(`{${JSON.stringify(name)}:1}`) } : { [name]: node },
      ),
    );
const putting =
  (replacements: fc.Arbitrary<unknown>): Spoiler =>
  (value, pick) =>
    replacements.map((replacement) => changedAt(value, pick, () => replacement));

const WRONG = fc.constantFrom<unknown>(null, true, 0, '', 'text', [], {}, [null], { a: 1 }, [[]]);
const HUGE = fc.constantFrom(
  'x'.repeat(100_000),
  Array(5_000).fill(0),
  'é'.repeat(50_000),
  Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, i])),
);
const DEEP = fc.integer({ min: 20, max: 3_000 }).map((depth) => RAW + '['.repeat(depth) + ']'.repeat(depth));
const UNICODE = fc.constantFrom(
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202eabc',
  '👩‍👩‍👧‍👧',
  'e\u0301',
  '\ufeff',
  '\u2028',
  'ﷺ',
  "'; drop table x; --",
  '{{7*7}}',
  '%00',
  '../../etc/passwd',
  '<script>',
);
const NUMBER = fc
  .constantFrom(
    '-0',
    '-1',
    '0.1',
    '1e-7',
    '9007199254740991',
    '9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775809',
    '2147483648',
    '1e21',
    '1e308',
    '-1e308',
    '1e999',
    '1.0000000000000000001',
  )
  .map((text) => RAW + text);

const SPOILERS: readonly Spoiler[] = [
  missing,
  extra,
  putting(WRONG),
  putting(HUGE),
  putting(DEEP),
  putting(UNICODE),
  putting(NUMBER),
];

const notJson = fc.constantFrom(
  '',
  ' ',
  '{',
  '[]',
  'null',
  '"text"',
  '1',
  '{"a":1}{"b":2}',
  '{"a":1,"a":2}',
  "{'a':1}",
  '\ufeff{}',
  '{"a":\u0000}',
  'a=1&b=2',
  '<xml/>',
  '[',
  '{"a":NaN}',
);

// Marks what goes into the text as it stands, because no JavaScript value would be written so.
const RAW = '\u0001raw:';

function written(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.replaceAll(/"\\u0001raw:([^"]*)"/g, '$1');
}

/** The value with one of its nodes, itself included, replaced; a node that becomes undefined is left out. */
function changedAt(value: unknown, pick: number, change: (node: unknown) => unknown): unknown {
  const paths = pathsOf(value);
  const path = paths[pick % paths.length] ?? [];
  return replace(value, path, change);
}

function pathsOf(value: unknown, here: Path = []): Path[] {
  if (Array.isArray(value)) return [here, ...value.flatMap((item, index) => pathsOf(item, [...here, index]))];
  if (isObject(value)) return [here, ...Object.entries(value).flatMap(([name, item]) => pathsOf(item, [...here, name]))];
  return [here];
}

function replace(value: unknown, [step, ...rest]: Path, change: (node: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replace(item, rest, change) : item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === step ? replace(item, rest, change) : item]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
