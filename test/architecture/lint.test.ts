import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';

const FIXTURES = 'test/architecture/fixtures/lint';
const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});
const Configuration = z.looseObject({ vcs: z.unknown(), $schema: z.unknown() });

const folder = mkdtempSync(join(tmpdir(), 'tessera-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the linter reports every planted violation, and nothing else', () => {
  cpSync(FIXTURES, folder, { recursive: true });
  expect(lint().toSorted()).toEqual(planted().toSorted());
});

test('the linter refuses a function of more than 40 lines and a file of more than 250', () => {
  rmSync(join(folder, 'src'), { recursive: true });
  cpSync(`${FIXTURES}/src/bootstrap`, join(folder, 'src'), { recursive: true });
  const statements = Array.from({ length: 260 }, (_, index) => `  count += ${index};`);
  const code = ['export function long(start: number) {', '  let count = start;', ...statements, '  return count;', '}', ''];
  writeFileSync(join(folder, 'src/config.ts'), 'export const config = 1;\n');
  writeFileSync(join(folder, 'src/long.ts'), code.join('\n'));
  expect(lint().map((line) => line.split(' ')[1])).toEqual([
    'style/noExcessiveLinesPerFile',
    'complexity/noExcessiveLinesPerFunction',
  ]);
});

/** What our own configuration makes of the folder; it is a copy, because the repository's check leaves fixtures out. */
function lint(): readonly string[] {
  const { vcs: _vcs, $schema: _schema, ...configuration } = Configuration.parse(JSON.parse(readFileSync('biome.json', 'utf8')));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(configuration));
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const report = output(resolve('node_modules/.bin/biome'), args);
  const { diagnostics } = Report.parse(JSON.parse(report));
  return diagnostics.map(({ category, location }) =>
    lineOf(location.path, Math.max(1, location.start.line), category.replace('lint/', '')),
  );
}

function output(file: string, args: readonly string[]): string {
  try {
    return execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // biome exits with 1 where it finds anything.
    return z.object({ stdout: z.string() }).parse(error).stdout;
  }
}

function planted(): readonly string[] {
  const paths = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return paths.flatMap((path) =>
    readFileSync(join(FIXTURES, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        (/\/\/ expect: (.*)$/.exec(line)?.[1]?.split(', ') ?? []).map((rule) => lineOf(path, index + 1, rule)),
      ),
  );
}

function lineOf(path: string, line: number, rule: string): string {
  return `${path}:${line} ${rule}`;
}
