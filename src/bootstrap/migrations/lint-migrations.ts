import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Breach, breachesOf, type LintRule, RULES } from './lint-rules.ts';
import { FILE_NAME, MIGRATIONS_DIRECTORY, PHASE_LINE } from './migration-file.ts';
import { splitStatements } from './statements.ts';

/** A migration that would lock, drop or fail without saying so. */
export interface LintFinding {
  /** `migrations/orders/0002_create_orders.sql` */
  readonly file: string;
  readonly line: number;
  readonly rule: LintRule;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

/**
 * Reads every migration of `modules` as text, without a database. A line `-- lint: allow <rule> because
 * <reason>` in a file lifts that rule for the file.
 */
export async function lintMigrations(options: {
  readonly modules: readonly string[];
  readonly directory?: string;
}): Promise<readonly LintFinding[]> {
  const { modules, directory = MIGRATIONS_DIRECTORY } = options;
  const findings = await Promise.all(modules.map((schema) => lintSchema(schema, directory, modules)));
  return findings.flat();
}

async function lintSchema(schema: string, directory: string, schemas: readonly string[]): Promise<readonly LintFinding[]> {
  const names = (await readdir(resolve(directory, schema)).catch(() => [])).sort();
  const findings: LintFinding[] = [];
  let expected = 1;
  for (const name of names) {
    const text = await readFile(resolve(directory, schema, name), 'utf8');
    const version = Number(FILE_NAME.exec(name)?.[1] ?? Number.NaN);
    const number = String(expected).padStart(4, '0');
    if (version !== expected && !Number.isNaN(version)) {
      const message = `number ${number} is expected here; renumber the file`;
      findings.push({ file: `migrations/${schema}/${name}`, line: 1, rule: 'number-gap', message });
    }
    findings.push(...lintFile(schema, name, text, schemas));
    expected = (Number.isNaN(version) ? expected : version) + 1;
  }
  return findings;
}

/** Lints one file. */
export function lintFile(schema: string, name: string, text: string, schemas: readonly string[]): readonly LintFinding[] {
  const breaches: Breach[] = [];
  if (!FILE_NAME.test(name)) {
    breaches.push({ line: 1, rule: 'file-name', message: 'a migration is named NNNN_verb_what.sql' });
  }
  const phase = PHASE_LINE.exec(text)?.[1];
  if (phase === undefined) {
    breaches.push({
      line: 1,
      rule: 'phase-line',
      message: 'the first line must read "-- phase: expand" or "-- phase: contract"',
    });
  }
  const others = [...schemas.filter((other) => other !== schema), 'pgboss', 'public'];
  breaches.push(...breachesOf(splitStatements(text), { schema, others, expand: phase !== 'contract' }));
  const allowed = allowances(text);
  return [...breaches, ...allowed.flatMap(({ breach }) => breach ?? [])]
    .filter(({ rule }) => !allowed.some((allowance) => allowance.rule === rule && !allowance.breach))
    .map((breach) => ({ file: `migrations/${schema}/${name}`, ...breach }));
}

interface Allowance {
  readonly rule: string;
  readonly breach?: Breach;
}

function allowances(text: string): readonly Allowance[] {
  return text.split('\n').flatMap((content, index) => {
    const [, rule, reason] = /^-- lint: allow (\S+)(?: because (\S.*))?/.exec(content) ?? [];
    if (rule === undefined) return [];
    const known = RULES.some((name) => name === rule);
    if (known && reason) return [{ rule }];
    const message = known
      ? `say why: -- lint: allow ${rule} because <reason>`
      : `there is no rule ${rule}; rules: ${RULES.join(', ')}`;
    return [{ rule, breach: { line: index + 1, rule: 'unfounded-allowance', message } }];
  });
}
