import { isDebugging } from '../config.ts';
import { failureOf } from './failure.ts';
import { createProgram } from './program.ts';

// Whoever reads the output may have read enough: `tessera migrate plan | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await createProgram((exitCode) => {
    process.exitCode = exitCode;
  }).parseAsync();
} catch (error) {
  const failure = failureOf(error);
  if (failure) {
    const stack = isDebugging() && error instanceof Error ? `\n${error.stack}` : '';
    process.stderr.write(`tessera: ${failure.line}${stack}\n`);
    process.exitCode = failure.exitCode;
  }
}
