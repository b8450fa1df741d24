import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import type { RunningShop } from './running-shop.ts';
import type { SignIn } from './shop-api.ts';
import { startShopOfOurOwn } from './shop-of-our-own.ts';

export interface OpenShopOptions {
  /** The shop that must be there; without it the usual address is tried, and a shop started where nobody answers. */
  readonly url?: string | undefined;
  readonly email?: string | undefined;
  readonly password?: string | undefined;
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  say(line: string): void;
}

const USUAL_URL = 'http://127.0.0.1:3000';

export async function openShop(options: OpenShopOptions): Promise<RunningShop> {
  const { url = USUAL_URL, say, dataDirectory, databaseUrl } = options;
  if (await answers(url)) {
    say(`The demo runs against the shop at ${url}.`);
    return { url, signIn: await signInFor(options), dataDirectory, databaseUrl, close: async () => undefined };
  }
  if (options.url !== undefined) throw new Error(`no shop answers at ${url}: start one with npm start, or leave --url out`);
  say(`No shop answers at ${url}: the demo starts one for itself, on data that are thrown away at the end.`);
  return startShopOfOurOwn();
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/health', url), { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

const SignInFile = z.object({ email: z.string(), password: z.string() });

/** As the caller says, or as development wrote it down for the first admin. */
async function signInFor({ email, password, dataDirectory }: OpenShopOptions): Promise<SignIn> {
  if (email !== undefined && password !== undefined) return { email, password };
  const path = join(dataDirectory, 'identity', 'admin.json');
  try {
    return SignInFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Error(
      `who is the admin? Give --email and --password, or TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD, or the directory of the shop in TESSERA_DATA_DIR (${messageOf(error)})`,
    );
  }
}
