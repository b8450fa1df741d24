import { globSync } from 'node:fs';
import { checkArchitecture } from '../architecture/architecture.ts';
import { type Problem, sourceFiles } from '../architecture/source-file.ts';
import { command, type Outcome, type Step } from './step.ts';
import { runVitest } from './vitest.ts';

/** The checks that need no test runner. */
export const STATIC_STEPS: readonly Step[] = [
  command('types', 'node_modules/.bin/tsc', ['--noEmit', '--project', '.']),
  command('docs', process.execPath, ['scripts/docs.ts', '--check']),
  command('lint', 'node_modules/.bin/biome', ['lint', '--max-diagnostics=100', '.']),
  command('format', 'node_modules/.bin/biome', ['format', '.']),
  { name: 'boundaries', run: () => Promise.resolve(report(checkRepository())) },
];

export const UNIT_STEP: Step = { name: 'unit', run: () => runVitest(['--project', 'unit'], { quiet: true }) };

function checkRepository(): readonly Problem[] {
  return checkArchitecture(
    sourceFiles('.', [...globSync('clients/*/src'), 'src', 'scripts', 'test', 'bench'], ['test/architecture/fixtures']),
  );
}

function report(problems: readonly Problem[]): Outcome {
  const output = problems.map(({ path, line, rule, message }) => `${path}:${line} ${rule}\n  ${message}\n`).join('');
  return { passed: problems.length === 0 ? 1 : 0, failed: problems.length, output };
}
