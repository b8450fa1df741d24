import { getTableConfig } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { variablesOf } from '../../config.ts';
import { type DescribedModule, describeModules } from '../../describe-modules.ts';
import { modules as all } from '../../modules.ts';
import { defineCliCommand } from '../cli-command.ts';
import { textTable } from '../text-table.ts';
import { ModuleName } from './module-option.ts';

export const moduleList = defineCliCommand({
  usage: 'list',
  summary: 'lists the modules of this system; needs no database',
  failsWhen: 'never',
  example: 'module list',
  input: z.object({}),
  run: async () => {
    const modules = describeModules(all).map(describe);
    const rows = modules.map(({ name, owner, routes, subscriptions, tables, purpose }) => [
      name,
      owner,
      routes.length,
      subscriptions.length,
      tables.length,
      purpose,
    ]);
    return {
      text: textTable(['module', 'owner', 'routes', 'subscriptions', 'tables', 'purpose'], rows, 'there are no modules'),
      json: { modules: modules.map(({ name, owner, purpose }) => ({ name, owner, purpose })) },
    };
  },
});

export const moduleShow = defineCliCommand({
  usage: 'show <name>',
  summary: 'shows all that a module says, hears, offers and keeps; needs no database',
  failsWhen: 'never',
  example: 'module show inventory',
  input: z.object({ name: ModuleName }),
  run: async ({ name }) => {
    const found = describeModules(all).find((module) => module.name === name);
    if (!found) throw new Error(`${name} is not hosted`);
    const description = describe(found);
    return { text: textOf(description), json: description };
  },
});

type Description = ReturnType<typeof describe>;

function describe({ module, runtime }: DescribedModule) {
  const typesOf = (contracts: readonly { readonly type: string }[]) => contracts.map(({ type }) => type);
  return {
    name: module.name,
    owner: module.owner,
    purpose: module.purpose,
    says: typesOf(module.publishes),
    hears: typesOf(module.hears),
    receives: typesOf(module.receives),
    routes: (runtime.routes ?? []).map(({ method, path, access, summary }) => ({
      call: `${method.toUpperCase()} ${path}`,
      access,
      summary,
    })),
    subscriptions: (runtime.subscriptions ?? []).map((each) => ({ name: each.name, hears: typesOf(each.contracts) })),
    schedules: (runtime.schedules ?? []).map((each) => ({ name: each.name, cron: each.cron })),
    checks: (runtime.checks ?? []).map((each) => each.name),
    adminVerbs: (runtime.adminVerbs ?? []).map((each) => each.name),
    tables: module.tables.map((table) => `${module.name}.${getTableConfig(table).name}`),
    pool: module.pool,
    settings: variablesOf([module])
      .filter(({ reader }) => reader === module.name)
      .map((variable) => ({ name: variable.name, default: variable.fallback ?? null, description: variable.description })),
  };
}

function textOf(shown: Description): string {
  const list = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', `${title}:`, ...indented(lines)]);
  const table = (title: string, rows: readonly (readonly string[])[]) =>
    list(title, rows.length === 0 ? [] : textTable(['', '', ''], rows, '').split('\n').slice(1));
  return [
    `${shown.name} (${shown.owner})`,
    shown.purpose,
    ...list('says', shown.says),
    ...list('hears', shown.hears),
    ...list('receives', shown.receives),
    ...table(
      'routes',
      shown.routes.map(({ call, access, summary }) => [call, access, summary]),
    ),
    ...table(
      'subscriptions',
      shown.subscriptions.map(({ name, hears }) => [name, hears.join(', ')]),
    ),
    ...table(
      'schedules (UTC)',
      shown.schedules.map(({ name, cron }) => [name, cron]),
    ),
    ...list('health checks', shown.checks),
    ...list('admin verbs', shown.adminVerbs),
    ...list('tables', shown.tables),
    ...table(
      'settings',
      shown.settings.map((each) => [each.name, each.default ?? '', each.description]),
    ),
  ].join('\n');
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
