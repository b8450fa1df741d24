import { parseArgs } from 'node:util';
import { startSandboxCarrier } from './server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4020' }, ledger: { type: 'string', default: 'sandbox-carrier.jsonl' } },
});
const server = await startSandboxCarrier({ port: Number(values.port), ledger: values.ledger });
process.stdout.write(`ready ${server.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
