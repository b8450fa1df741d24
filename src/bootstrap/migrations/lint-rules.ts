import type { Statement } from './statements.ts';

export const RULES = [
  'file-name',
  'phase-line',
  'number-gap',
  'drop-in-expand',
  'rename-in-expand',
  'type-change-in-expand',
  'not-null-without-default',
  'set-not-null',
  'index-without-concurrently',
  'constraint-without-not-valid',
  'concurrently-not-alone',
  'concurrently-not-repeatable',
  'transaction-control',
  'foreign-schema',
  'foundation',
  'unfounded-allowance',
] as const;
export type LintRule = (typeof RULES)[number];

export interface Breach {
  readonly line: number;
  readonly rule: LintRule;
  readonly message: string;
}

interface FileContext {
  readonly schema: string;
  /** Schemas that are none of this file's business. */
  readonly others: readonly string[];
  /** True where the previous release still runs beside this migration. */
  readonly expand: boolean;
}

type Finding = Omit<Breach, 'line'>;

/** What the statements of one file do that they should not. */
export function breachesOf(statements: readonly Statement[], file: FileContext): readonly Breach[] {
  const created = new Set(
    statements.flatMap(({ words }) => tableIn(/^create (?:unlogged )?table (?:if not exists )?(\S+)/, words, file)),
  );
  const concurrent = statements.some(({ words }) => CONCURRENTLY.test(words));
  return statements.flatMap(({ words, line }) => {
    const findings = [
      ...surroundings(words, file),
      ...(concurrent ? concurrently(words) : []),
      ...indexes(words, file, created),
      ...alterations(words, file, created),
      ...(file.expand ? drops(words) : []),
    ];
    return findings.map((finding) => ({ line, ...finding }));
  });
}

const CONCURRENTLY = /\bconcurrently\b/;

function surroundings(words: string, { schema, others }: FileContext): Finding[] {
  const findings: Finding[] = [];
  if (/^(begin|start transaction|commit|rollback|end|savepoint)\b/.test(words)) {
    findings.push({ rule: 'transaction-control', message: 'the runner opens and ends the transaction; leave it out' });
  }
  if (/^(create|drop|alter) (schema|role|user|database)\b|^(grant|revoke)\b|^alter default privileges\b/.test(words)) {
    findings.push({ rule: 'foundation', message: 'roles, schemas and rights are made by the runner; leave it out' });
  }
  const foreign = others.find((other) => new RegExp(`(^|[^\\w.])"?${other}"?\\.`).test(words));
  if (foreign)
    findings.push({ rule: 'foreign-schema', message: `a migration of ${schema} must not touch the schema ${foreign}` });
  return findings;
}

function concurrently(words: string): Finding[] {
  if (!CONCURRENTLY.test(words)) {
    return [
      {
        rule: 'concurrently-not-alone',
        message: 'a file with CONCURRENTLY runs outside a transaction; move the rest to another file',
      },
    ];
  }
  const repeatable = /\bif (not )?exists\b|^reindex\b/.test(words);
  return repeatable
    ? []
    : [{ rule: 'concurrently-not-repeatable', message: 'it runs again after a kill; write IF NOT EXISTS, or IF EXISTS to drop' }];
}

function indexes(words: string, file: FileContext, created: ReadonlySet<string>): Finding[] {
  if (!/^create (unique )?index\b/.test(words) || CONCURRENTLY.test(words)) return [];
  const [table] = tableIn(/ on (?:only )?([^\s(]+)/, words, file);
  if (table !== undefined && created.has(table)) return [];
  const message = 'it locks out writers until it is built; write CREATE INDEX CONCURRENTLY IF NOT EXISTS in a file of its own';
  return [{ rule: 'index-without-concurrently', message }];
}

function alterations(words: string, file: FileContext, created: ReadonlySet<string>): Finding[] {
  const [table] = tableIn(/^alter table (?:if exists )?(?:only )?(\S+)/, words, file);
  if (table === undefined || created.has(table)) return [];
  const actions = topLevelParts(words.replace(/^alter table (?:if exists )?(?:only )?\S+ /, ''));
  return actions.flatMap((action) => alteration(action, file.expand));
}

function alteration(action: string, expand: boolean): Finding[] {
  const findings: Finding[] = [];
  if (/^add (?:column |(?!constraint|check|foreign|unique|primary|exclude))/.test(action)) {
    if (/\bnot null\b/.test(action) && !/\b(default|generated)\b/.test(action)) {
      findings.push({ rule: 'not-null-without-default', message: 'it fails on a table with rows; give the column a default' });
    }
  }
  const constraint = /^add (constraint \S+ )?(check|foreign key|unique|primary key|exclude)\b/.test(action);
  if (constraint && !/\b(not valid|using index)\b/.test(action)) {
    const message =
      'it locks the table while every row is checked; add it NOT VALID (or USING INDEX), VALIDATE it in the next file';
    findings.push({ rule: 'constraint-without-not-valid', message });
  }
  if (!expand) return findings;
  if (/^alter (column )?\S+ (set data )?type\b/.test(action)) {
    findings.push({
      rule: 'type-change-in-expand',
      message: 'it rewrites the table under a lock; add a column, fill it, drop the old one in a contract file',
    });
  }
  if (/^alter (column )?\S+ set not null\b/.test(action)) {
    findings.push({ rule: 'set-not-null', message: 'the previous release may write null; do it in a contract file' });
  }
  return findings;
}

function drops(words: string): Finding[] {
  if (
    /^(drop (table|view|materialized view|sequence|type|function)|truncate)\b/.test(words) ||
    /^alter table .*\bdrop (column|constraint)\b/.test(words)
  ) {
    return [{ rule: 'drop-in-expand', message: 'the previous release may still need it; drop it in a contract file' }];
  }
  if (/^alter \S+ .*\brename\b/.test(words)) {
    return [
      {
        rule: 'rename-in-expand',
        message: 'the previous release knows the old name; add the new one, drop the old one in a contract file',
      },
    ];
  }
  return [];
}

function tableIn(pattern: RegExp, words: string, { schema }: FileContext): string[] {
  const name = pattern.exec(words)?.[1]?.replace(/[("].*$|"/g, '');
  if (!name) return [];
  return [name.includes('.') ? name : `${schema}.${name}`];
}

/** Splits at the commas that stand in no parentheses. */
function topLevelParts(words: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of words) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
