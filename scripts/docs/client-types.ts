import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeApi } from '../../src/bootstrap/http/openapi/describe-api.ts';
import type { System } from './system.ts';

const GENERATOR = 'clients/typescript/node_modules/.bin/openapi-typescript';

/** The types of the public API for the client, as openapi-typescript reads them from the document of all modules. */
export function clientTypes({ modules }: System): string {
  const database = { read: unused, transaction: unused };
  const mounted = modules.flatMap(({ module, runtime }) =>
    (runtime.routes ?? []).map((route) => ({ route, owner: module.name, database })),
  );
  const document = describeApi({ version: '0.0.0', parts: modules.map(({ module }) => module), mounted });
  const directory = mkdtempSync(join(tmpdir(), 'tessera-client-'));
  try {
    const file = join(directory, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    return execFileSync(GENERATOR, [file, '--alphabetize', '--immutable', '--empty-objects-unknown'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function unused(): never {
  throw new Error('no route is called here');
}
