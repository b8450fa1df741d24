import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { examine, type Finding, finding } from './finding.ts';

const NODE_MAJOR = 24;
const MIB = 1024 ** 2;
const LITTLE_SPACE = 1024 * MIB;
const NO_SPACE = 100 * MIB;

/** What this process runs on. */
export async function examineMachine(dataDirectory: string): Promise<readonly Finding[]> {
  return [nodeVersion(), await freeDisk(dataDirectory)];
}

export function nodeVersion(version = process.versions.node): Finding {
  const known = Number.parseInt(version, 10) === NODE_MAJOR;
  return known
    ? finding('node', 'ok', `Node ${version}`)
    : finding('node', 'problem', `Node ${version} runs this; use Node ${NODE_MAJOR}, as npm run admin does by itself`);
}

function freeDisk(directory: string): Promise<Finding> {
  return examine('disk', async () => {
    const { bavail, bsize } = await statfs(existingParent(resolve(directory)));
    return spaceIn(directory, bavail * bsize);
  });
}

export function spaceIn(directory: string, freeBytes: number): Omit<Finding, 'check'> {
  const detail = `${Math.floor(freeBytes / MIB).toLocaleString('en')} MiB free for ${directory}`;
  if (freeBytes < NO_SPACE) return { status: 'problem', detail: `${detail}; make room before the database stops` };
  return { status: freeBytes < LITTLE_SPACE ? 'warning' : 'ok', detail };
}

function existingParent(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingParent(dirname(path));
}
