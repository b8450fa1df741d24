import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { type EraseUsers, eraseUsers } from './use-cases/erase-users.ts';
import { type KeepFacts, keepFacts } from './use-cases/keep-facts.ts';
import { type RebuildProjections, rebuildProjections } from './use-cases/rebuild-projections.ts';

export const KEEP_FACTS: InjectionToken<KeepFacts> = Symbol('KeepFacts');
export const ERASE_USERS: InjectionToken<EraseUsers> = Symbol('EraseUsers');
export const REBUILD_PROJECTIONS: InjectionToken<RebuildProjections> = Symbol('RebuildProjections');

/** The module's parts, put together. */
export function storefrontContainer({ clock }: Platform): DependencyContainer {
  return container
    .createChildContainer()
    .register(KEEP_FACTS, { useFactory: () => keepFacts() })
    .register(ERASE_USERS, { useFactory: () => eraseUsers({ clock }) })
    .register(REBUILD_PROJECTIONS, { useFactory: () => rebuildProjections({ clock }) });
}
