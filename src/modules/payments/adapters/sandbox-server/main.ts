import { parseArgs } from 'node:util';
import { startSandboxServer } from './sandbox-server.ts';

const USAGE = `The sandbox payment provider, as a process of its own.

  node src/modules/payments/adapters/sandbox-server/main.ts --port 4010 --ledger FILE [options]

  --port N                port on 127.0.0.1 (any free one where left out)
  --ledger FILE           the ledger, JSON lines; kept and read again at the next start
  --api-key KEY           what callers send as bearer token (default: sandbox)
  --latency-ms N          what every answer takes (default: 0)
  --webhook-url URL       told of every change, with --webhook-secret whsec_...
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    ledger: { type: 'string' },
    'api-key': { type: 'string', default: 'sandbox' },
    'latency-ms': { type: 'string', default: '0' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || values.ledger === undefined) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const url = values['webhook-url'];
const secret = values['webhook-secret'];
const server = await startSandboxServer({
  port: Number(values.port),
  ledger: values.ledger,
  apiKey: values['api-key'],
  latencyMs: Number(values['latency-ms']),
  ...(url === undefined || secret === undefined ? {} : { webhook: { url, secret } }),
});
process.stdout.write(`ready ${server.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop().then(() => process.exit(0)));
