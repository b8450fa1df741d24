import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs what a test needs from Debian's packages, where this is Debian and we may. Says so, and says why where it fails. */
export function installFromDebian(name: string, what: string): void {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return;
  process.stderr.write(`Installing ${what} (apt-get install ${name}) …\n`);
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', name);
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
  }
}

function apt(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
}
