import { discoveryUser } from './broker.ts';
import { confirmSubject, messageSubject, reconcileSubject } from './subjects.ts';

/** A user of the broker: one for each process of a topology, and alike for all of its instances. */
export interface BrokerUser {
  readonly name: string;
  /** In plain text, as `nats server passwd` encrypts it, or the name of an environment variable of the server that holds it. */
  readonly password: string | { readonly variable: string };
  readonly modules: readonly string[];
}

export interface NatsServerSettings {
  /** Default: all addresses. */
  readonly host?: string;
  readonly port: number;
  /** Where streams are kept. */
  readonly storeDirectory: string;
  /** What all streams together may take; it must hold NATS_STREAM_BYTES for each module. */
  readonly storeBytes?: number;
  /** None lets everybody do everything: for development on one machine. */
  readonly users?: readonly BrokerUser[];
  /** Files in PEM. With `ca`, clients must show a certificate that it signed. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
  /**
   * True for nats-server 2.12 and later, which can write each message to its disk before it says that it holds it. What an
   * earlier one loses is sent again.
   */
  readonly syncAlways?: boolean;
  /** Where operators look at it: `127.0.0.1:8222`. */
  readonly monitor?: string;
}

/** The configuration of a NATS server where each process has what its modules hear, and may say what they say, to itself. */
export function natsServerConfig(settings: NatsServerSettings): string {
  const { host = '0.0.0.0', port, storeDirectory, storeBytes, users = [], tls, syncAlways = false, monitor } = settings;
  const lines = [
    `listen: ${quoted(`${host}:${port}`)}`,
    ...(monitor === undefined ? [] : [`http: ${quoted(monitor)}`]),
    'max_payload: 1MB',
    'jetstream {',
    `  store_dir: ${quoted(storeDirectory)}`,
    ...(storeBytes === undefined ? [] : [`  max_file_store: ${storeBytes}`]),
    ...(syncAlways ? ['  sync_interval: always'] : []),
    '}',
    ...(tls === undefined ? [] : tlsLines(tls)),
    ...(users.length === 0
      ? []
      : ['accounts {', ...users.flatMap((user) => accountLines(user, users)), ...discoveryLines(users), '}']),
  ];
  return `${lines.join('\n')}\n`;
}

function tlsLines({ cert, key, ca }: NonNullable<NatsServerSettings['tls']>): readonly string[] {
  const files = [`  cert_file: ${quoted(cert)}`, `  key_file: ${quoted(key)}`];
  return ['tls {', ...files, ...(ca === undefined ? [] : [`  ca_file: ${quoted(ca)}`, '  verify: true']), '}'];
}

/** What `module` opens to `speaker`, and nobody else: to say something to it, to confirm what it said, to ask it. */
function doorsOf(module: string, speaker: string): readonly string[] {
  return [
    messageSubject({ to: module, from: speaker, type: '>' }),
    confirmSubject({ from: module, to: speaker }),
    reconcileSubject({ to: module, from: speaker }),
  ];
}

/**
 * An account for each process. Streams of other accounts are out of reach whatever a client asks of JetStream; permissions within
 * one account would not do, for whoever makes a stream may name another as its source.
 */
function accountLines(user: BrokerUser, users: readonly BrokerUser[]): readonly string[] {
  const others = users.filter(({ name }) => name !== user.name);
  const pairs = others.flatMap(({ name, modules }) =>
    user.modules.flatMap((own) => modules.map((other) => ({ account: name, own, other }))),
  );
  const exported = pairs.flatMap(({ account, own, other }) =>
    doorsOf(own, other).map((subject) => `      { service: ${quoted(subject)}, accounts: [${quoted(account)}] }`),
  );
  const imported = pairs.flatMap(({ account, own, other }) =>
    doorsOf(other, own).map((subject) => `      { service: { account: ${quoted(account)}, subject: ${quoted(subject)} } }`),
  );
  return [
    `  ${quoted(user.name)}: {`,
    '    jetstream: enabled',
    `    users: [${userOf(user.name, user.password)}]`,
    ...['    exports: [', ...exported, '    ]'],
    ...['    imports: [', ...imported, '    ]'],
    '  }',
  ];
}

/** Processes that find each other over NATS do so in an account that all share, where nothing else may be said. */
function discoveryLines(users: readonly BrokerUser[]): readonly string[] {
  const services = quoted('$SRV.>');
  return [
    '  DISCOVERY: {',
    `    default_permissions: { publish: [${services}], subscribe: [${services}, "_INBOX.>"], allow_responses: true }`,
    ...['    users: [', ...users.map(({ name, password }) => `      ${userOf(discoveryUser(name), password)}`), '    ]'],
    '  }',
  ];
}

function userOf(name: string, password: BrokerUser['password']): string {
  return `{ user: ${quoted(name)}, password: ${typeof password === 'string' ? quoted(password) : `$${password.variable}`} }`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
