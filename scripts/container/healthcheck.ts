// The image's HEALTHCHECK: whether the process of this container answers GET /health. Node alone, because it runs every few seconds.
import { readFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { request as requestSecured } from 'node:https';

const {
  PORT: port = '3000',
  TESSERA_TOPOLOGY,
  TESSERA_PROCESS = '',
  TESSERA_TLS_CA,
  TESSERA_TLS_CERT,
  TESSERA_TLS_KEY,
} = process.env;

const call = isSecured()
  ? requestSecured({
      ...target(),
      ca: contentOf(TESSERA_TLS_CA),
      cert: contentOf(TESSERA_TLS_CERT),
      key: contentOf(TESSERA_TLS_KEY),
    })
  : requestPlain(target());
call.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
call.on('timeout', () => call.destroy(new Error('no answer within 3 s')));
call.on('error', ({ message }) => {
  process.stdout.write(`${message}\n`);
  process.exit(1);
});
call.end();

function target() {
  return { host: '127.0.0.1', port, path: '/health', timeout: 3_000 };
}

/** What is wrong with the file, the process itself has said when it started. */
function isSecured(): boolean {
  if (!TESSERA_TOPOLOGY) return false;
  const { transport, processes } = JSON.parse(readFileSync(TESSERA_TOPOLOGY, 'utf8'));
  return transport === 'mutual-tls' && processes[TESSERA_PROCESS]?.gateway !== true;
}

function contentOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}
