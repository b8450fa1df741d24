import { startEmbeddedPostgres } from '../embedded.ts';

// A process that owns a server until it is told to stop, or is killed: `node serve.ts DIRECTORY`.
const [directory] = process.argv.slice(2);
if (!directory) throw new Error('which directory?');
const server = await startEmbeddedPostgres({ directory, durable: false });
process.stdout.write(`${server.url}\n`);
process.stdin.once('end', () => void server.stop()).resume();
