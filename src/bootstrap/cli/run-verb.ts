import type { z } from 'zod';
import type { HostedModule } from '../host-modules.ts';
import type { Cli } from './cli-command.ts';
import { withMigratedDatabases, withModules } from './surroundings.ts';

export interface VerbCall<Answer extends z.ZodType> {
  readonly module: string;
  readonly verb: string;
  readonly input?: object;
  /** What of the answer the command relies on. */
  readonly answer: Answer;
}

/** Puts the modules together on the shop's databases and runs a verb that one of them offers. */
export function runVerb<Answer extends z.ZodType>(call: VerbCall<Answer>, cli?: Cli): Promise<z.output<Answer>> {
  return withMigratedDatabases((targets) => withModules(targets, (hosted) => callVerb(hosted, call, cli)));
}

/** The same on modules that are put together already. */
export async function callVerb<Answer extends z.ZodType>(
  hosted: readonly HostedModule[],
  { module, verb, input = {}, answer }: VerbCall<Answer>,
  cli?: Cli,
): Promise<z.output<Answer>> {
  const offered = hosted.find(({ name }) => name === module)?.runtime.adminVerbs?.find(({ name }) => name === verb);
  if (!offered) throw new Error(`${module} offers no verb ${verb}`);
  const progress = cli?.progress();
  try {
    return answer.parse(await offered.run(input, (done) => progress?.report(done)));
  } finally {
    progress?.end();
  }
}
