/** One way in which a database is not what the code declares. */
export interface Drift {
  readonly schema: string;
  readonly table: string;
  readonly column?: string;
  /** One sentence. */
  readonly problem: string;
}

export interface ColumnShape {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

/** As much of a table as code and database must agree on. */
export interface TableShape {
  readonly name: string;
  readonly primaryKey: readonly string[];
  readonly columns: readonly ColumnShape[];
}

type DeclaredTable = TableShape & { readonly schema: string };

/** Compares what a module declares with what Postgres has. */
export function compareTables(schema: string, declared: readonly DeclaredTable[], live: readonly TableShape[]): readonly Drift[] {
  const liveByName = new Map(live.map((table) => [table.name, table]));
  const drifts = declared.flatMap((table): Drift[] => {
    if (table.schema !== schema) return [{ schema, table: table.name, problem: `is declared in the schema ${table.schema}` }];
    const found = liveByName.get(table.name);
    if (!found) return [{ schema, table: table.name, problem: 'is declared but not in the database' }];
    return compareTable(schema, table, found);
  });
  const known = new Set(declared.map(({ name }) => name));
  const extra = live.filter(({ name }) => !known.has(name));
  return [...drifts, ...extra.map(({ name }) => ({ schema, table: name, problem: 'is in the database but not declared' }))];
}

function compareTable(schema: string, declared: TableShape, live: TableShape): Drift[] {
  const table = declared.name;
  const liveColumns = new Map(live.columns.map((column) => [column.name, column]));
  const drifts = declared.columns.flatMap((column): Drift[] =>
    columnProblems(column, liveColumns.get(column.name)).map((problem) => ({ schema, table, column: column.name, problem })),
  );
  const known = new Set(declared.columns.map(({ name }) => name));
  for (const { name } of live.columns) {
    if (!known.has(name)) drifts.push({ schema, table, column: name, problem: 'is in the database but not declared' });
  }
  const keys = [declared.primaryKey, live.primaryKey].map((key) => key.join(', ') || 'nothing');
  if (keys[0] !== keys[1])
    drifts.push({ schema, table, problem: `declares the primary key ${keys[0]}, the database has ${keys[1]}` });
  return drifts;
}

function columnProblems(declared: ColumnShape, live: ColumnShape | undefined): string[] {
  if (!live) return ['is declared but not in the database'];
  const problems: string[] = [];
  if (canonicalType(declared.type) !== canonicalType(live.type)) {
    problems.push(`is declared ${declared.type}, the database has ${live.type}`);
  }
  if (declared.notNull !== live.notNull) {
    problems.push(
      declared.notNull ? 'is declared not null, the database takes null' : 'may be null as declared, not in the database',
    );
  }
  return problems;
}

const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/^varchar/, 'character varying'],
  [/^(char|bpchar)(?![a-z])/, 'character'],
  [/^timestamptz/, 'timestamp with time zone'],
  [/^timestamp (\(\d\)) /, 'timestamp$1 '],
  [/^timestamp(\(\d\))?$/, 'timestamp$1 without time zone'],
  [/^bigserial/, 'bigint'],
  [/^smallserial/, 'smallint'],
  [/^serial/, 'integer'],
  [/^decimal/, 'numeric'],
];

/** One spelling for what drizzle and Postgres each spell in their own way; the schema of an enum is left out. */
function canonicalType(type: string): string {
  const plain = type
    .toLowerCase()
    .replace(/^[a-z_]+\./, '')
    .replace(/, /g, ',');
  return SYNONYMS.reduce((spelling, [pattern, standard]) => spelling.replace(pattern, standard), plain);
}
