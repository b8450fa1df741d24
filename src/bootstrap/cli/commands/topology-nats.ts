import { z } from 'zod';
import { modules } from '../../modules.ts';
import { natsServerConfig } from '../../relay/nats-server-config.ts';
import { readTopology } from '../../topology/read-topology.ts';
import { defineCliCommand } from '../cli-command.ts';

const PORT = 4222;

export const topologyNats = defineCliCommand({
  usage: 'nats <file>',
  summary:
    'prints the configuration of a NATS server for a topology: an account for each process, and no password; needs no database',
  failsWhen: 'something is wrong with the file',
  example: 'topology nats topologies/split.json --store /data',
  options: {
    '--store <directory>': 'where streams are kept (/data)',
    '--tls <directory>': 'with cert.pem, key.pem and ca.pem: clients must show a certificate',
    '--no-sync': 'for nats-server before 2.12, which cannot write each message to its disk at once',
  },
  input: z.object({
    file: z.string(),
    store: z.string().default('/data'),
    tls: z.string().optional(),
    sync: z.boolean().default(true),
  }),
  async run({ file, store: storeDirectory, tls, sync: syncAlways }) {
    const topology = readTopology(
      file,
      modules.map(({ name }) => name),
    );
    const users = Object.entries(topology.processes).map(([name, { modules: its }]) => {
      return { name, password: { variable: passwordVariable(name) }, modules: its };
    });
    const files = tls === undefined ? {} : { tls: { cert: `${tls}/cert.pem`, key: `${tls}/key.pem`, ca: `${tls}/ca.pem` } };
    const config = natsServerConfig({ port: PORT, storeDirectory, users, syncAlways, ...files });
    return { text: config.trimEnd(), json: { config, variables: users.map(({ password }) => password.variable) } };
  },
});

/** Where the server finds the password of a process: `NATS_PASSWORD_PAYMENTS`. */
function passwordVariable(process: string): string {
  return `NATS_PASSWORD_${process.toUpperCase().replaceAll('-', '_')}`;
}
