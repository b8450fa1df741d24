// The image's HEALTHCHECK: whether the process of this container answers GET /health. Node alone, so that it costs little.
import { request } from 'node:http';

const port = process.env.PORT ?? '3000';
const call = request({ host: '127.0.0.1', port, path: '/health', timeout: 3_000 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
});
call.on('timeout', () => call.destroy(new Error('no answer within 3 s')));
call.on('error', ({ message }) => {
  process.stdout.write(`${message}\n`);
  process.exit(1);
});
call.end();
