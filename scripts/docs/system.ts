import type { AppModule, ModuleRuntime } from '#shared-kernel/module.ts';
import { pathOf } from '../architecture/places.ts';
import { sourceFiles } from '../architecture/source-file.ts';
import { type ContractFile, discoverContracts } from '../discovery/contracts.ts';
import { discoverModules } from '../discovery/modules.ts';
import { stubPlatform } from './stub-platform.ts';

/** A module with what it offers once assembled. */
export interface AssembledModule {
  readonly module: AppModule;
  readonly runtime: ModuleRuntime;
}

/** Everything that the generated documentation is made of. */
export interface System {
  readonly modules: readonly AssembledModule[];
  readonly messages: readonly Message[];
}

/** A contract with who speaks and who listens. */
export interface Message extends ContractFile {
  /** Of an event the module that owns it; of a command whoever sends it. */
  readonly saidBy: readonly string[];
  readonly heardBy: readonly Listener[];
}

export interface Listener {
  readonly module: string;
  readonly subscription: string;
}

const EVERY_CONTRACT_SAYS = / May be delivered more than once\.$/;

/** Reads the system from its code: manifests, contracts, and which module imports which command. */
export async function readSystem(): Promise<System> {
  const modules = (await discoverModules()).map((module) => ({ module, runtime: module.assemble(stubPlatform(), {}) }));
  const importers = importersOfContracts();
  const messages = (await discoverContracts()).map((file) => ({
    ...file,
    meaning: file.meaning.replace(EVERY_CONTRACT_SAYS, ''),
    saidBy: file.contract.kind === 'event' ? [file.contract.module] : sendersOf(file, importers),
    heardBy: listenersOf(file, modules),
  }));
  return { modules, messages };
}

// A manifest says which commands a module receives, not which it sends: who imports a command sends it.
function sendersOf({ path, contract }: ContractFile, importers: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const others = [...(importers.get(path) ?? [])].filter((name) => name !== contract.module);
  return others.length > 0 ? others : [contract.module];
}

function listenersOf({ contract }: ContractFile, modules: readonly AssembledModule[]): readonly Listener[] {
  return modules.flatMap(({ module, runtime }) =>
    (runtime.subscriptions ?? [])
      .filter(({ contracts }) => contracts.some(({ type }) => type === contract.type))
      .map(({ name }) => ({ module: module.name, subscription: name })),
  );
}

function importersOfContracts(): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>();
  for (const file of sourceFiles('.', ['src/modules'])) {
    if (file.path.endsWith('.test.ts') || file.path.includes('/testing/')) continue;
    for (const { specifier } of file.imports) {
      const path = pathOf(file.path, specifier) ?? '';
      const names = importers.get(path) ?? new Set<string>();
      importers.set(path, names.add(file.path.split('/')[2] ?? ''));
    }
  }
  return importers;
}
