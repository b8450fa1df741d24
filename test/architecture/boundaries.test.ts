import { expect, test } from 'vitest';
import { CODE_RULES, checkArchitecture } from '../../scripts/architecture/architecture.ts';
import { IMPORT_RULES } from '../../scripts/architecture/import-rules.ts';
import { sourceFiles } from '../../scripts/architecture/source-file.ts';

const FIXTURES = 'test/architecture/fixtures';
const files = sourceFiles(FIXTURES, ['clients', 'src', 'test']);
const listed = { path: 'src/shared-kernel/money.ts', rule: 'lint/suspicious/noThenProperty', times: 1, reason: 'for this test' };
const reported = checkArchitecture(files, [listed]).map(({ path, line, rule }) => `${path}:${line} ${rule}`);

test('every planted violation is reported, and nothing else is', () => {
  expect(reported.sort()).toEqual(files.flatMap(({ path, text }) => planted(path, text)).sort());
});

test('every rule has a planted violation', () => {
  const broken = new Set(reported.map((line) => line.split(' ')[1]));
  const imports = [...Object.keys(IMPORT_RULES), 'alias', 'cross-module', 'cycle', 'door', 'testing'].map(
    (name) => `imports/${name}`,
  );
  const rules = [...imports, ...CODE_RULES.map(({ name }) => name), 'places', 'silenced-checks', 'suppressions'];
  expect(rules.filter((rule) => !broken.has(rule))).toEqual([]);
});

test('a suppression that is listed and no longer needed is reported', () => {
  const gone = { ...listed, path: 'src/shared-kernel/ids.ts' };
  const problems = checkArchitecture(files, [listed, gone]).filter(({ path }) => path === 'scripts/architecture/suppressions.ts');
  expect(problems).toMatchObject([{ rule: 'suppressions', message: expect.stringContaining('src/shared-kernel/ids.ts') }]);
});

function planted(path: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const rules = /\/\/ expect: (.*)$/.exec(line)?.[1]?.split(', ') ?? [];
    return rules.map((rule) => `${path}:${index + 1} ${rule}`);
  });
}
