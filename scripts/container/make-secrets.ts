import { chmodSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeSecretsOfShop } from './secrets-of-shop.ts';
import { makeSecretsOfTopology } from './secrets-of-topology.ts';

const HELP = `node scripts/container/make-secrets.ts DIRECTORY [--topology FILE] [--renew-certificates]

Makes the secrets that docker-compose.yml hands to its containers, a file for each, where there is none yet.
What is there is left as it is: the keys open what was stored under them.
  --topology FILE        those of docker-compose.split.yml instead, for the processes of topologies/compose.json
  --renew-certificates   replaces the certificates of its processes; they take the new ones within seconds
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    topology: { type: 'string' },
    'renew-certificates': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const [directory] = positionals;
if (directory === undefined || values.help) process.stdout.write(HELP);
else await make(directory);

async function make(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // This keeps others out. The files are for whatever user a container that is given one runs as.
  chmodSync(folder, 0o700);
  if (values.topology === undefined) makeSecretsOfShop(folder);
  else await makeSecretsOfTopology(folder, values.topology, { renewCertificates: values['renew-certificates'] });
}
