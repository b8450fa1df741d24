import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { documentsOf } from './docs/documents.ts';
import { brokenReferences } from './docs/references.ts';
import { readSystem } from './docs/system.ts';

const HELP = `npm run docs [-- --check]

Writes what the code knows about itself: the lower halves of the module cards, docs/events.md and docs/module-map.md,
and the marked parts of README.md.
  --check    writes nothing; exits with 1 where something is stale, a link leads nowhere or a path does not exist
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } } });
if (values.help) console.log(HELP);
else if (values.check) await checkDocuments();
else await writeDocuments();

async function writeDocuments(): Promise<void> {
  for (const { path, current, wanted } of documentsOf(await readSystem())) {
    if (current === wanted) continue;
    writeFileSync(path, wanted);
    console.log(`wrote ${path}`);
  }
}

async function checkDocuments(): Promise<void> {
  const stale = documentsOf(await readSystem()).filter(({ current, wanted }) => current !== wanted);
  const problems = [...stale.map(({ path }) => `${path} is stale: run npm run docs`), ...brokenReferences()];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
