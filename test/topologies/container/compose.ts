import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { newId } from '#shared-kernel/ids.ts';
import { IMAGE } from './docker.ts';

const execute = promisify(execFile);

/** Docker's own Compose, or the program of before. */
const COMPOSE =
  [['docker', 'compose'], ['docker-compose']].find(
    ([file = '', ...args]) => spawnSync(file, [...args, 'version']).status === 0,
  ) ?? [];

export interface ComposeProject {
  /** Runs a command of Compose to its end and resolves to what it said. */
  run(...args: readonly string[]): Promise<string>;
}

/** A project of its own from one of our files, with the image that is tested and a free port of this machine. */
export function composeProject(file: string, environment: Readonly<Record<string, string>>): ComposeProject {
  const name = `tessera-${newId()}`;
  const [program, ...prefix] = COMPOSE ?? [];
  if (program === undefined) throw new Error('Docker Compose is needed: install docker-compose-plugin, or docker-compose');
  const { PATH = '', NATS_IMAGE = '' } = process.env;
  const env = { PATH, NATS_IMAGE, TESSERA_IMAGE: IMAGE, TESSERA_PORT: '0', ...environment };
  return {
    run: async (...args) => {
      const all = [...prefix, '--project-name', name, '--file', file, ...args];
      return (await execute(program, all, { env, maxBuffer: 32 * 1024 * 1024 })).stdout.trim();
    },
  };
}
