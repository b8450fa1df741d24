import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Findings } from './findings.ts';
import { markdownOf } from './markdown.ts';
import { svgOf } from './picture.ts';

/** Where the findings that the documentation speaks of are kept. */
const KEPT = join(import.meta.dirname, '../../docs/performance');

export interface PublishOptions {
  /** One JSON document instead of a page. */
  readonly json: boolean;
  /** Besides, keeps page, document and pictures in docs/performance. */
  readonly save: boolean;
}

/** Prints the findings; refuses, and has the process end with 1, where an invariant did not hold. */
export async function publish(findings: Findings, { json, save }: PublishOptions): Promise<void> {
  if (findings.broken.length > 0) {
    console.error(`The invariants do not hold, so there is nothing to report: ${findings.broken.join('; ')}`);
    process.exitCode = 1;
    return;
  }
  const page = markdownOf(findings);
  const document = `${JSON.stringify({ ...findings, pictures: undefined }, null, 2)}\n`;
  process.stdout.write(json ? document : page);
  if (!save) return;
  await mkdir(KEPT, { recursive: true });
  await writeFile(join(KEPT, `${findings.benchmark}.md`), page);
  await writeFile(join(KEPT, `${findings.benchmark}.json`), document);
  for (const picture of findings.pictures ?? []) await writeFile(join(KEPT, `${picture.name}.svg`), await svgOf(picture));
}
