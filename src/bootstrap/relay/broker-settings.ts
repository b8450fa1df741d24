import { z } from 'zod';
import type { BrokerConnection } from './broker.ts';
import { DEFAULT_STREAM_BYTES } from './stream-bytes.ts';

/** What a process that talks to the broker reads from the environment besides the broker's address; each also as `NAME_FILE`. */
export const brokerSettings = {
  NATS_USER: z.string().optional().describe('The user of this process at the broker, unless its address names one.'),
  NATS_PASSWORD: z.string().optional().describe('The password of NATS_USER.'),
  NATS_TOKEN: z.string().optional().describe('Instead of user and password: a token.'),
  NATS_NKEY: z.string().optional().describe('Instead of user and password: the seed of an nkey (`SU…`).'),
  NATS_CREDS: z.string().optional().describe('Instead of user and password: the content of a `.creds` file.'),
  NATS_TLS_CA: z.string().optional().describe('The certificates, in PEM, that the broker is trusted by. Asks for TLS.'),
  NATS_TLS_CERT: z.string().optional().describe('The certificate, in PEM, that this process shows to the broker.'),
  NATS_TLS_KEY: z.string().optional().describe('Its key, in PEM.'),
  NATS_STREAM_BYTES: z.coerce
    .number()
    .int()
    .min(1_048_576)
    .default(DEFAULT_STREAM_BYTES)
    .describe('What the broker holds for each module at the most; what is beyond waits in the databases of its senders.'),
  NATS_STREAM_REPLICAS: z.coerce
    .number()
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('Copies of each stream in a cluster of brokers.'),
};

const BrokerSettings = z.object(brokerSettings);
export type BrokerSettings = z.output<typeof BrokerSettings>;

/** How to connect, from the broker's address (several with commas between) and the settings. */
export function brokerConnection(address: string, settings: BrokerSettings): BrokerConnection {
  const urls = address.split(',').map((each) => new URL(each.trim()));
  const { user, password } = userIn(urls);
  return {
    servers: urls.map(({ host }) => host),
    user: settings.NATS_USER ?? user,
    password: settings.NATS_PASSWORD ?? password,
    token: settings.NATS_TOKEN,
    nkey: settings.NATS_NKEY,
    creds: settings.NATS_CREDS,
    tls: tlsOf(settings, urls),
  };
}

function userIn([first]: readonly URL[]): Pick<BrokerConnection, 'user' | 'password'> {
  if (!first?.username) return {};
  return { user: decodeURIComponent(first.username), password: decodeURIComponent(first.password) };
}

function tlsOf({ NATS_TLS_CA: ca, NATS_TLS_CERT: cert, NATS_TLS_KEY: key }: BrokerSettings, urls: readonly URL[]) {
  const wanted = [ca, cert, key].some((part) => part !== undefined) || urls.some(({ protocol }) => protocol === 'tls:');
  return wanted ? { ca, cert, key } : undefined;
}
