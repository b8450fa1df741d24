import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiDocument, ApiResponse, Operation } from '../../src/bootstrap/http/openapi/api-document.ts';
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
    writeFileSync(file, JSON.stringify(asTheClientSeesIt(document)));
    return execFileSync(GENERATOR, [file, '--alphabetize', '--empty-objects-unknown'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Without what types cannot say or the client does by itself, which would be most of them. */
function asTheClientSeesIt({ paths, webhooks, components, ...document }: ApiDocument): object {
  const received = Object.entries(webhooks).map(([name, { post }]) => [name, { post: { ...post, responses: TAKEN } }]);
  return {
    ...document,
    paths: mapOperations(paths),
    webhooks: Object.fromEntries(received),
    components: { ...components, headers: {} },
  };
}

/** What a receiver answers has no body. */
const TAKEN = { '2XX': { description: 'Taken' } };

function mapOperations(paths: ApiDocument['paths']): object {
  const seen = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, operationFor(operation)])),
  ]);
  return Object.fromEntries(seen);
}

function operationFor({ responses, parameters, requestBody, ...operation }: Operation): object {
  const all = Object.entries(responses);
  const replies = all
    .filter(([status]) => isReply(status))
    .map(([status, { description, content }]) => [status, content === undefined ? { description } : { description, content }]);
  const refusals = all.filter(([status]) => !isReply(status)).flatMap(([, response]) => refusalsIn(response));
  return {
    ...operation,
    ...(requestBody === undefined ? {} : { requestBody: bodyFor(requestBody) }),
    // The client takes a key of its own where none is given.
    parameters: parameters.map((each) => (each.name === 'Idempotency-Key' ? { ...each, required: false } : each)),
    responses: { ...Object.fromEntries(replies), default: { description: 'A refusal', content: oneOf(refusals) } },
  };
}

/** A file is whatever can be sent as one. */
function bodyFor({ required, content }: NonNullable<Operation['requestBody']>): object {
  const files = Object.keys(content).filter((mediaType) => mediaType.startsWith('text/'));
  return { required, content: { ...content, ...Object.fromEntries(files.map((mediaType) => [mediaType, { schema: {} }])) } };
}

function isReply(status: string): boolean {
  return status.startsWith('2');
}

interface Refusal {
  readonly mediaType: string;
  /** The schema of all refusals of this media type. */
  readonly shape: object;
  readonly codes: readonly unknown[];
}

/** A refusal is a problem with one of some codes, or one of OAuth, which has none. */
function refusalsIn({ content = {} }: ApiResponse): readonly Refusal[] {
  return Object.entries(content).map(([mediaType, { schema }]) => {
    const [problem, specific] = schema.allOf ?? [];
    const code = specific?.properties?.code;
    return { mediaType, shape: problem ?? schema, codes: typeof code === 'object' ? (code.enum ?? []) : [] };
  });
}

/** All refusals of an operation as one, whose `code` is that of any of them. */
function oneOf(refusals: readonly Refusal[]): object {
  const [first] = refusals;
  if (!first) return {};
  const codes = [...new Set(refusals.flatMap((each) => each.codes))].sort();
  const narrowed = {
    allOf: [first.shape, { type: 'object', properties: { code: { type: 'string', enum: codes } }, required: ['code'] }],
  };
  return { [first.mediaType]: { schema: codes.length === 0 ? first.shape : narrowed } };
}

function unused(): never {
  throw new Error('no route is called here');
}
