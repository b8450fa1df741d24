import { messageOf } from '#shared-kernel/errors.ts';

interface FatalLog {
  fatal(fields: object, message: string): void;
}

/** What nobody caught is a bug whose effects are unknown: the process ends, and another one takes its work over. */
export function endOnBugs(log: FatalLog): void {
  const end = (kind: string) => (error: unknown) => {
    log.fatal({ err: error }, `${kind}: ${messageOf(error)}`);
    process.exit(1);
  };
  process.on('unhandledRejection', end('unhandled rejection'));
  process.on('uncaughtException', end('uncaught exception'));
}
