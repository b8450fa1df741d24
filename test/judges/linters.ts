import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What a linter says of one place of a document. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly rule: string;
  readonly place: string;
  readonly message: string;
}

/** Says what is wrong with an OpenAPI document. */
export type Linter = (document: unknown) => Promise<readonly Finding[]>;

/** Spectral with its rules for OpenAPI and those of OWASP, as `spectral.yaml` has them. */
export const spectral: Linter = (document) =>
  withFile(document, async (path) => {
    const found = await run(SPECTRAL, ['lint', path, '--ruleset', 'test/judges/spectral.yaml', '--format', 'json', '--quiet']);
    return SpectralFindings.parse(JSON.parse(found)).map(({ severity, code, path: steps, message }) => ({
      ...{ severity: severity === 0 ? 'error' : 'warning', rule: code, place: steps.join(' '), message },
    }));
  });

/** Redocly with its recommended rules, as `redocly.yaml` has them. */
export const redocly: Linter = (document) =>
  withFile(document, async (path) => {
    const found = await run(REDOCLY, ['lint', path, '--config', 'test/judges/redocly.yaml', '--format', 'json']);
    return RedoclyFindings.parse(JSON.parse(found)).problems.map(({ severity, ruleId, location, message }) => ({
      ...{ severity: severity === 'error' ? 'error' : 'warning', rule: ruleId, place: location[0]?.pointer ?? '', message },
    }));
  });

const SPECTRAL = 'node_modules/@stoplight/spectral-cli/dist/index.js';
const REDOCLY = 'node_modules/@redocly/cli/bin/cli.js';

const SpectralFindings = z.array(
  z.object({ severity: z.int(), code: z.string(), path: z.array(z.union([z.string(), z.int()])), message: z.string() }),
);
const RedoclyFindings = z.object({
  problems: z.array(
    z.object({
      severity: z.string(),
      ruleId: z.string(),
      location: z.array(z.object({ pointer: z.string().optional() })),
      message: z.string(),
    }),
  ),
});

async function withFile<T>(document: unknown, use: (path: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-judges-'));
  const path = join(directory, 'openapi.json');
  try {
    writeFileSync(path, JSON.stringify(document));
    return await use(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What the program wrote to its standard output, however it ended: with findings it ends with an error. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout.trim() === '') reject(new Error(`${program} said nothing: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
