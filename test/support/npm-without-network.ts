import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(import.meta.dirname, '../..');

/**
 * `npm install` without a network: a tarball is unpacked, with links to what it depends on; any other package is a link to
 * ours. Everything else is npm itself.
 */
const INSTALL_WITHOUT_NETWORK = `
set -euo pipefail
link() { mkdir -p "$(dirname "node_modules/$1")" && ln -sfn "$REPOSITORY/node_modules/$1" "node_modules/$1"; }
unpack() {
  local name
  name=$(tar -xzOf "$1" package/package.json | node -p 'JSON.parse(fs.readFileSync(0, "utf8")).name')
  mkdir -p "node_modules/$name"
  tar -xzf "$1" --strip-components 1 -C "node_modules/$name"
  for each in $(node -p 'Object.keys(JSON.parse(fs.readFileSync(process.argv[1], "utf8")).dependencies).join(" ")' "node_modules/$name/package.json"); do
    link "$each"
  done
}
npm() {
  if [ "$1" != install ]; then command npm "$@"; return; fi
  shift
  for each in "$@"; do
    case "$each" in
      --*) ;;
      *.tgz) unpack "$each" ;;
      *) link "$each" ;;
    esac
  done
}
`;

/** Runs commands as somebody types them in this repository. Rejects with what they said where one fails. */
export async function typeCommands(commands: string): Promise<void> {
  const environment = { ...process.env, REPOSITORY, npm_config_update_notifier: 'false' };
  await promisify(execFile)('bash', ['-c', `${INSTALL_WITHOUT_NETWORK}\n${commands}`], { cwd: REPOSITORY, env: environment });
}

/** Checks TypeScript as a front end does, with the types of a browser. Rejects with the errors of the compiler. */
export async function checkTypes(directory: string, ...files: readonly string[]): Promise<void> {
  const compiler = join(REPOSITORY, 'clients/typescript/node_modules/.bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
  const bundled = ['--module', 'esnext', '--moduleResolution', 'bundler'];
  await promisify(execFile)(compiler, [...options, ...bundled, ...files], { cwd: directory }).catch((error: unknown) => {
    throw new Error(`the types are wrong: ${String(error instanceof Error && 'stdout' in error ? error.stdout : error)}`);
  });
}
