import type { AppModule } from '#shared-kernel/module.ts';
import { gatewaySchema } from '../http/gateway/rate-limits-table.ts';

/** A schema with the role of the same name, and the tables that the code declares in it. */
export type OwnedSchema = Pick<AppModule, 'name' | 'tables'>;

/** Every schema that a process with these modules needs: theirs, and that of the gateway in front of them. */
export function schemasFor(modules: readonly OwnedSchema[]): readonly OwnedSchema[] {
  return [...modules, gatewaySchema];
}

/** Their names. */
export function schemaNamesFor(modules: readonly OwnedSchema[]): readonly string[] {
  return schemasFor(modules).map(({ name }) => name);
}
