import { type Logger, pino } from 'pino';
import { traceFields } from './trace-context.ts';

/** The process's log: JSON lines on standard output, or on standard error where a person reads the former. */
export function createLog({ level, development }: { readonly level: string; readonly development: boolean }): Logger {
  return pino(
    {
      level,
      base: { service: 'tessera', pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: traceFields,
      redact: { paths: ['*.password', '*.token', '*.authorization', 'err.parameters', 'err.args', 'err.query'], remove: true },
    },
    pino.destination({ fd: development ? 2 : 1, sync: false, ...(development ? {} : GATHERED) }),
  );
}

// Writing each line for itself takes longer than making it. What is gathered is written when the process ends, too.
const GATHERED = { minLength: 4_096, periodicFlush: 100 };
