import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { documentsOf } from './docs/documents.ts';
import { brokenReferences } from './docs/references.ts';
import { readSystem } from './docs/system.ts';

const HELP = `npm run docs [-- --check]

Writes what the code knows about itself: the lower halves of the module cards, docs/events.md, docs/cli.md and
docs/module-map.md, the marked parts of README.md, the types of the client, and the schema of topology files.
  --check    writes nothing; exits with 1 where something is stale, a link leads nowhere or a path does not exist
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } } });
if (values.help) console.log(HELP);
else if (values.check) await checkDocuments();
else await writeDocuments();

async function writeDocuments(): Promise<void> {
  const documents = documentsOf(await readSystem());
  for (const { path, current, wanted } of documents) {
    if (current === wanted) continue;
    writeFileSync(path, wanted);
    console.log(`wrote ${path}`);
  }
  refuse(documents.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path}: ${problem}`])));
}

async function checkDocuments(): Promise<void> {
  const stale = documentsOf(await readSystem()).flatMap(({ path, current, wanted, problem }) => {
    if (problem !== undefined) return [`${path}: ${problem}`];
    return current === wanted ? [] : [`${path} is stale: run npm run docs`];
  });
  refuse([...stale, ...brokenReferences()]);
}

function refuse(problems: readonly string[]): void {
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
