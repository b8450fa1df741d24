import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contract } from '#shared-kernel/messaging/define-contract.ts';

const CONTRACTS = 'src/shared-kernel/contracts';

/** A contract and where it is written. */
export interface ContractFile {
  /** From the root of the repository. */
  readonly path: string;
  /** The file's name without `.ts`: `stock-held.v1`. */
  readonly name: string;
  /** The team's folder. */
  readonly folder: string;
  readonly exportName: string;
  readonly contract: Contract;
  /** The first sentences of the contract's docstring. */
  readonly meaning: string;
}

/** Every file that declares a contract, in the order of their paths. */
export async function discoverContracts(): Promise<readonly ContractFile[]> {
  const paths = readdirSync(CONTRACTS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const found = await Promise.all(paths.sort().map((path) => load(`${CONTRACTS}/${path.replaceAll('\\', '/')}`)));
  return found.flat();
}

/** Payloads that were once sent, and must be understood forever; undefined where none are recorded. */
export function recordedExamples({ path, name }: ContractFile): unknown {
  const file = `${dirname(path)}/examples/${name}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

async function load(path: string): Promise<readonly ContractFile[]> {
  const exported: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
  const place = { path, name: basename(path, '.ts'), folder: basename(dirname(path)), meaning: docstringIn(path) };
  return Object.entries(exported).flatMap(([exportName, contract]) =>
    isContract(contract) ? [{ ...place, exportName, contract }] : [],
  );
}

function docstringIn(path: string): string {
  const text = /\/\*\*(.*?)\*\/\s*export const/s.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  return text
    .replace(/^\s*\* ?/gm, '')
    .replaceAll('\n', ' ')
    .trim();
}

function isContract(value: unknown): value is Contract {
  return (
    typeof value === 'object' && value !== null && 'type' in value && 'module' in value && 'payload' in value && 'kind' in value
  );
}
