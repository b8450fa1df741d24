import { checkComments } from './check-comments.ts';
import { checkCycles } from './check-cycles.ts';
import { checkImports } from './check-imports.ts';
import { type CodeRule, checkCode } from './code-rule.ts';
import { docstrings, noDecorators, oneDoor } from './rules/exports.ts';
import { names } from './rules/names.ts';
import { nesting } from './rules/nesting.ts';
import { onePath } from './rules/one-path.ts';
import { placelessModules } from './rules/placeless-modules.ts';
import { ownSchema, queriesOnlyRead, transactionsAtTheEdge } from './rules/sql.ts';
import { synchronousDomain } from './rules/synchronous-domain.ts';
import { everyTestRuns, noSleepInTests } from './rules/tests.ts';
import { timeAndChance } from './rules/time-and-chance.ts';
import type { Problem, SourceFile } from './source-file.ts';
import type { Suppression } from './suppressions.ts';

export const CODE_RULES: readonly CodeRule[] = [
  docstrings,
  everyTestRuns,
  names,
  nesting,
  noDecorators,
  noSleepInTests,
  oneDoor,
  onePath,
  ownSchema,
  placelessModules,
  queriesOnlyRead,
  synchronousDomain,
  timeAndChance,
  transactionsAtTheEdge,
];

/** Everything that HOUSE asks of the code and the linter cannot see, in the order of files and lines. */
export function checkArchitecture(files: readonly SourceFile[], allowed?: readonly Suppression[]): readonly Problem[] {
  const problems = [
    ...checkImports(files),
    ...checkCycles(files),
    ...checkCode(files, CODE_RULES),
    ...checkComments(files, allowed),
  ];
  return problems.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line || a.rule.localeCompare(b.rule));
}
