import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; Debian's is installed where it is missing and we may. Undefined where there is none. */
export function findChromium(): string | undefined {
  const there = () => PLACES.find((path) => existsSync(path));
  if (there() === undefined && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) installChromium();
  return there();
}

function installChromium(): void {
  process.stderr.write('Installing Chromium, with which the pages are checked (apt-get install chromium) …\n');
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...QUIETLY } });
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
  }
}

const QUIETLY = { DEBIAN_FRONTEND: 'noninteractive' };

export function openBrowser(executablePath: string): Promise<Browser> {
  // Chromium refuses to run as root inside its sandbox, and containers may have none.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page with all that its console complained of, and every address that it asked for. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly asked: readonly URL[];
}

export async function watchedPage(browser: Browser): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  const asked: URL[] = [];
  // Violations of the policy of a page are told on the console too.
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => asked.push(new URL(request.url())));
  return { page, complaints, asked };
}
