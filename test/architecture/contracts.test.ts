import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ContractFile, discoverContracts, recordedExamples } from '../../scripts/discovery/contracts.ts';
import { discoverModules } from '../../scripts/discovery/modules.ts';

const Examples = z.array(z.strictObject({ data: z.unknown() })).min(1);

const contracts = await discoverContracts();
const modules = await discoverModules();
const types = new Set(contracts.map(({ contract }) => contract.type));

test('there are contracts to check', () => {
  expect(contracts.length).toBeGreaterThan(0);
});

describe.each(contracts)('$contract.type', (file) => {
  const { contract } = file;

  test('is named alike by its folder, its file, its export and on the wire', () => {
    expect(file).toMatchObject({ folder: contract.module, name: nameOf(file), exportName: exportNameOf(file) });
  });

  test('says in its docstring that it may be delivered more than once', () => {
    expect(file.meaning).toMatch(/more than once/);
  });

  test('still understands every example that was recorded', () => {
    for (const { data } of examplesOf(file)) expect(contract.payload.parse(data)).toEqual(data);
  });

  test('refuses fields that it does not describe', () => {
    const [example] = examplesOf(file);
    expect(contract.payload.safeParse(Object.assign({}, example?.data, { undescribed: true })).success).toBe(false);
  });

  test('belongs to the manifest of its module and to no other', () => {
    const owners = modules.filter(({ publishes, receives }) =>
      [...publishes, ...receives].some(({ type }) => type === contract.type),
    );
    expect(owners.map(({ name }) => name)).toEqual([contract.module]);
  });
});

describe.each(modules)('the manifest of $name', ({ publishes, receives, hears }) => {
  test('names contracts that exist, each once', () => {
    // A module may hear itself: then an event is in two lists, and in neither of them twice.
    for (const list of [[...publishes, ...receives], hears]) {
      const named = list.map(({ type }) => type);
      expect(named.filter((type) => !types.has(type))).toEqual([]);
      expect(named).toEqual([...new Set(named)]);
    }
  });
});

function examplesOf(file: ContractFile): z.infer<typeof Examples> {
  return Examples.parse(recordedExamples(file), {
    error: () => `record payloads in examples/${file.name}.json: [{ "data": … }]`,
  });
}

function nameOf({ contract }: ContractFile): string {
  return contract.type.replace(`${contract.module}.`, '');
}

function exportNameOf(file: ContractFile): string {
  return nameOf(file).replaceAll(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
