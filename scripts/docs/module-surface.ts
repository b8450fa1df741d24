import { getTableConfig } from 'drizzle-orm/pg-core';
import type { AppModule, ModuleRuntime } from '#shared-kernel/module.ts';
import { variablesOf } from '../../src/bootstrap/config.ts';
import { code, section, table } from './markdown.ts';
import type { AssembledModule } from './system.ts';

/** What a module offers besides messages, and what it lives on. */
export function moduleSurface({ module, runtime }: AssembledModule): string {
  const parts = [
    section('## Routes', routeTable(runtime)),
    section('## Schedules', scheduleTable(runtime)),
    section('## Admin verbs and health checks', verbTable(runtime)),
    section('## Tables', tableTable(module)),
    section('## Settings', settingTable(module)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function routeTable({ routes = [] }: ModuleRuntime): string {
  return table(
    ['call', 'access', 'what it does'],
    routes.map(({ method, path, access, summary }) => [code(`${method.toUpperCase()} ${path}`), access, summary]),
  );
}

function scheduleTable({ schedules = [] }: ModuleRuntime): string {
  return table(
    ['name', 'cron (UTC)'],
    schedules.map(({ name, cron }) => [code(name), code(cron)]),
  );
}

function verbTable({ adminVerbs = [], checks = [] }: ModuleRuntime): string {
  const verbs = adminVerbs.map(({ name }) => [code(name), 'admin verb']);
  return table(['name', 'kind'], [...verbs, ...checks.map(({ name }) => [code(name), 'health check'])]);
}

function tableTable({ tables }: AppModule): string {
  return table(
    ['table', 'columns'],
    tables.map((each) => {
      const { schema, name, columns } = getTableConfig(each);
      return [code(`${schema}.${name}`), columns.map((column) => column.name).join(', ')];
    }),
  );
}

function settingTable(module: AppModule): string {
  const own = variablesOf([module]).filter(({ reader }) => reader === module.name);
  return table(
    ['variable', 'default', 'meaning'],
    own.map(({ name, fallback, description }) => [code(name), fallback === undefined ? '' : code(fallback), description]),
  );
}
