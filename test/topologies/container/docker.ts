import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';

/** The image that is tested, as `npm run image` names what it builds. */
export const IMAGE = process.env.TEST_IMAGE ?? '';

const execute = promisify(execFile);

/** Runs a Docker command to its end and resolves to what it said. Rejects with its complaint where it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('docker', args, { maxBuffer: 32 * 1024 * 1024 });
  return stdout.trim();
}

/** Runs a container of the image to its end, and gives what it said, errors included, and its exit code. */
export async function runToEnd(...command: readonly string[]): Promise<{ readonly code: unknown; readonly output: string }> {
  return execute('docker', ['run', '--rm', '--init', IMAGE, ...command]).then(
    ({ stdout, stderr }) => ({ code: 0, output: `${stdout}${stderr}` }),
    ({ code, stdout, stderr }) => ({ code, output: `${stdout}${stderr}` }),
  );
}

/** What a test file leaves behind is taken away at its end, the last first. */
export function leaveNothing(): (tidy: () => unknown) => void {
  const left: (() => unknown)[] = [];
  afterAll(async () => {
    for (const tidy of left.reverse()) await tidy();
  }, 300_000);
  return (tidy) => void left.push(tidy);
}

/** Resolves once the checks of the images themselves find all of these containers healthy. */
export async function becomeHealthy(...containers: readonly string[]): Promise<void> {
  await eventually(() => docker('inspect', '--format', '{{.State.Health.Status}}', ...containers), {
    is: containers.map(() => 'healthy').join('\n'),
    withinMs: 420_000,
    // Each look is a process that takes its share of a machine on which others are just starting.
    longestPauseMs: 2_000,
  });
}

/** Where a container's port 3000 is reached from here. */
export async function urlOf(container: string): Promise<string> {
  const [address] = (await docker('port', container, '3000/tcp')).split('\n');
  return `http://${address}`;
}
