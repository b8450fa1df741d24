import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#shared-kernel/testing/eventually.ts';

/** A proxy in front of a shop that lets through what an OpenAPI document describes, and nothing else. */
export interface Prism {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Prism on a free port of this machine, as a validating proxy of what is served at `upstream`. */
export async function startPrism(document: unknown, upstream: string): Promise<Prism> {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-prism-'));
  const path = join(directory, 'openapi.json');
  writeFileSync(path, JSON.stringify(document));
  const child = spawn(process.execPath, [PRISM, 'proxy', path, upstream, '--errors', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await ended(child);
    rmSync(directory, { recursive: true });
  };
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.text += text;
    });
  }
  const urlIn = () => /listening on (http:\/\/\S+)/.exec(said.text)?.[1] ?? '';
  const listens = () => child.exitCode !== null || urlIn() !== '';
  await eventually(listens, { is: true, withinMs: 60_000 });
  if (urlIn() !== '') return { url: urlIn(), stop };
  await stop();
  throw new Error(`Prism did not start: ${said.text}`);
}

const PRISM = 'node_modules/@stoplight/prism-cli/dist/index.js';

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** What Prism found wrong with a request or its answer; undefined where nothing is. */
export async function violationIn(response: Response): Promise<string | undefined> {
  const listed = response.headers.get('sl-violations');
  if (listed !== null) return listed;
  const text = await response.clone().text();
  return text.includes('stoplight.io/prism/errors') ? text : undefined;
}
