import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { installFromDebian } from '../support/debian-package.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; Debian's is installed where it is missing and we may. Undefined where there is none. */
export function findChromium(): string | undefined {
  const there = () => PLACES.find((path) => existsSync(path));
  if (there() === undefined) installFromDebian('chromium', 'Chromium, with which the pages are checked');
  return there();
}

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
