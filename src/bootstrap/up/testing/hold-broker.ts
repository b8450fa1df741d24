import { freePort } from '../../free-port.ts';
import { natsServerConfig } from '../../relay/nats-server-config.ts';
import { natsProgram, natsServer } from '../nats-program.ts';

// A process that owns a broker until it is told to stop, or is killed: `node hold-broker.ts DIRECTORY`.
const [, , directory] = process.argv;
if (!directory) throw new Error('which directory?');
const port = await freePort();
const config = natsServerConfig({ host: '127.0.0.1', port, storeDirectory: directory });
const program = natsProgram({ directory, port, config, binary: natsServer(''), say: () => undefined });
const broker = await program.start(new AbortController().signal);
process.stdout.write(`${broker.url}\n`);
process.stdin.once('end', () => void broker.stop()).resume();
