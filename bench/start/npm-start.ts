import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMIN } from '../../test/faults/harness/shop-processes.ts';
import { memoryOf } from '../load/process-memory.ts';
import { type SpawnedShop, spawnShop } from './spawned-shop.ts';

export interface NpmStartOptions {
  /** Where the shop keeps its data, PostgreSQL included. Made by the first start. */
  readonly data: string;
  readonly log: string;
  /** Where compiled code is kept. */
  readonly compileCache: string;
}

/** Starts a shop as `npm start` does, but for npm itself, which takes as long whatever it runs. */
export async function npmStart({ data, log, compileCache }: NpmStartOptions): Promise<SpawnedShop> {
  const shop = await spawnShop({
    log,
    command: [process.execPath, 'scripts/run.mjs', 'src/bootstrap/main.ts'],
    environment: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: 'UTC',
      PORT: '0',
      NODE_COMPILE_CACHE: compileCache,
      TESSERA_DATA_DIR: data,
      TESSERA_ADMIN_EMAIL: ADMIN.email,
      TESSERA_ADMIN_PASSWORD: ADMIN.password,
    },
  });
  const [pid = 0] = await childrenOf(shop.pid);
  return { ...shop, pid, memory: () => memoryOf(pid) };
}

/** The process that was spawned runs the shop in one of its own. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const list = await readFile(join('/proc', String(pid), 'task', String(pid), 'children'), 'utf8');
  return list.trim().split(' ').map(Number);
}
