import { messageOf } from '#shared-kernel/errors.ts';
import type { HealthCheck } from '#shared-kernel/module.ts';
import type { HostedModule } from '../../host-modules.ts';
import type { Finding } from './finding.ts';

const CHECK_TIMEOUT_MS = 10_000;

/**
 * Asks each module about its own health. Where no process of the shop runs, a failed check may mean just that:
 * sandboxes run inside it, and the first keys are made by it.
 */
export async function examineModules(hosted: readonly HostedModule[], processes: number): Promise<readonly Finding[]> {
  const checks = hosted.flatMap(({ name, runtime }) => (runtime.checks ?? []).map((check) => ask(name, check, processes)));
  return Promise.all(checks);
}

async function ask(module: string, { name, run }: HealthCheck, processes: number): Promise<Finding> {
  const check = `${module}: ${name}`;
  try {
    return { check, status: 'ok', detail: await within(CHECK_TIMEOUT_MS, run()) };
  } catch (error) {
    if (processes > 0) return { check, status: 'problem', detail: messageOf(error) };
    return { check, status: 'warning', detail: `${messageOf(error)}; the shop is not running` };
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
