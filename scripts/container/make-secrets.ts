import { parseArgs } from 'node:util';
import { SecretFolder } from './secret-folder.ts';
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

async function make(path: string): Promise<void> {
  const folder = new SecretFolder(path, (line) => process.stdout.write(`${line}\n`));
  if (values.topology === undefined) makeSecretsOfShop(folder);
  else await makeSecretsOfTopology(folder, values.topology, { renewCertificates: values['renew-certificates'] });
}
