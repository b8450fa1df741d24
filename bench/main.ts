import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [name = '', ...rest] = process.argv.slice(2);
const file = join(import.meta.dirname, `${name}.ts`);
if (name !== 'main' && /^[a-z-]+$/.test(name) && existsSync(file)) {
  // Each is a command of its own, and reads its options where a command's options are.
  process.argv.splice(1, process.argv.length - 1, file, ...rest);
  await import(pathToFileURL(file).href);
} else {
  const names = readdirSync(import.meta.dirname).flatMap((entry) =>
    /^(?!main)([a-z-]+)\.ts$/.test(entry) ? [entry.slice(0, -3)] : [],
  );
  process.stdout.write(`npm run bench -- NAME [--help | options]\n\nNAME is one of: ${names.join(', ')}\n`);
  process.exitCode = name === '--help' || name === '-h' ? 0 : 2;
}
