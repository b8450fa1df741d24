import { CONSUMER, confirmSubject, inboxPrefixOf, reconcileSubject, streamOf } from './subjects.ts';

/** A user of the broker: one for each process, with the rights of exactly the modules that are at work there. */
export interface BrokerUser {
  readonly name: string;
  /** In plain text, or as `nats server passwd` encrypts it. */
  readonly password: string;
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

/** The configuration of a NATS server that lets each user say and hear what its modules may, and nothing else. */
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
    ...(users.length === 0 ? [] : ['authorization {', '  users: [', ...users.flatMap(userLines), '  ]', '}']),
  ];
  return `${lines.join('\n')}\n`;
}

function tlsLines({ cert, key, ca }: NonNullable<NatsServerSettings['tls']>): readonly string[] {
  const files = [`  cert_file: ${quoted(cert)}`, `  key_file: ${quoted(key)}`];
  return ['tls {', ...files, ...(ca === undefined ? [] : [`  ca_file: ${quoted(ca)}`, '  verify: true']), '}'];
}

function userLines({ name, password, modules }: BrokerUser): readonly string[] {
  const { publish, subscribe } = permissionsOf(name, modules);
  return [
    `    { user: ${quoted(name)}, password: ${quoted(password)}, permissions: {`,
    `        publish: { allow: ${listed(publish)} }`,
    `        subscribe: { allow: ${listed(subscribe)} }`,
    // To answer the questions of senders, whose own subjects nobody else may know.
    '        allow_responses: { max: 1, expires: "10s" }',
    '    } }',
  ];
}

/** The subjects that a user may publish to and subscribe to. */
export function permissionsOf(user: string, modules: readonly string[]) {
  return {
    publish: modules.flatMap((module) => [
      `tessera.*.${module}.>`,
      confirmSubject({ from: '*', to: module }),
      reconcileSubject({ to: '*', from: module }),
      ...jetStreamSubjects(streamOf(module)),
    ]),
    subscribe: [
      `${inboxPrefixOf(user)}.>`,
      ...modules.flatMap((module) => [confirmSubject({ from: module, to: '*' }), reconcileSubject({ to: module, from: '*' })]),
    ],
  };
}

/** What it takes to make one's own stream, and to read it. */
function jetStreamSubjects(stream: string): readonly string[] {
  return [
    ...['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`),
    ...['INFO', 'CREATE', 'MSG.NEXT'].map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${CONSUMER}`),
    `$JS.ACK.${stream}.${CONSUMER}.>`,
  ];
}

function listed(subjects: readonly string[]): string {
  return `[\n${subjects.map((subject) => `          ${quoted(subject)}`).join('\n')}\n        ]`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
