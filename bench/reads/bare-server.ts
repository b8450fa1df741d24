import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';
import { z } from 'zod';
import { driverAddress } from '#shared-kernel/database/driver-address.ts';
import { wireTypes } from '#shared-kernel/database/wire-types.ts';
import { DEFAULT_POOL } from '#shared-kernel/module.ts';
import { bareDashboards } from './bare-dashboards.ts';
import type { Query } from './bare-query.ts';
import { bareReads } from './bare-reads.ts';

/**
 * The reads as a handler that does nothing but ask and answer: no callers, no limits, no checks, no log, no metrics, no
 * ETag. Same driver, same statements, same settings of the connection, same bodies, and as many connections as a module has.
 */
const { url, ...unixSocket } = driverAddress(process.argv[2] ?? '');
const client = postgres(url, {
  ...unixSocket,
  max: DEFAULT_POOL.size,
  fetch_types: false,
  types: wireTypes,
  connection: { application_name: 'bench:bare', enable_seqscan: 'off', jit: 'off' },
});
const query: Query = (text, values) => client.unsafe(text, values, { prepare: true });

const app = new Hono();
app.route('/', bareReads(query));
app.route('/', bareDashboards(query));
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
await once(server, 'listening');
const { port } = z.object({ port: z.int() }).parse(server.address());
process.stdout.write(`ready http://127.0.0.1:${port}\n`);
process.once('SIGTERM', () => process.exit(0));
