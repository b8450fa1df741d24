import { once } from 'node:events';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { foreignSystems } from './foreign-systems.ts';
import { OrderToPlace } from './order-to-place.ts';
import { orderWorkflow } from './order-workflow.ts';
import { transactionSteps } from './transactions.ts';

const Environment = z.object({
  DATABASE_URL: z.string(),
  PROVIDER_URL: z.string(),
  CARRIER_URL: z.string(),
  CONNECTIONS: z.coerce.number().int().positive(),
});

/* A shop that takes orders over HTTP and sees each through in a DBOS workflow. It answers when the workflow has ended. */

const { DATABASE_URL, PROVIDER_URL, CARRIER_URL, CONNECTIONS } = Environment.parse(process.env);
const transaction = transactionSteps(DATABASE_URL, CONNECTIONS);
const placeOrder = orderWorkflow(transaction, foreignSystems(PROVIDER_URL, CARRIER_URL));
DBOS.setConfig({
  name: 'shop',
  systemDatabaseUrl: DATABASE_URL,
  systemDatabasePoolSize: CONNECTIONS,
  logLevel: 'error',
  // Orders that a process left behind go on when the next one starts, whatever its build.
  applicationVersion: 'bench',
});
await DBOS.launch();

const app = new Hono();
app.post('/v1/orders', async (c) => {
  const order = OrderToPlace.parse(await c.req.json());
  // The key is the order's id: the same request again is the same workflow.
  const orderId = z.uuid().parse(c.req.header('idempotency-key'));
  const workflow = await DBOS.startWorkflow(placeOrder, { workflowID: orderId })(orderId, order);
  return c.json({ id: orderId, status: await workflow.getResult() }, 201);
});

const server = createAdaptorServer({ fetch: app.fetch, hostname: '127.0.0.1' });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = z.object({ port: z.number() }).parse(server.address());
process.stdout.write(`ready http://127.0.0.1:${address.port}\n`);
process.once('SIGTERM', () => {
  server.close();
  void DBOS.shutdown().then(() => process.exit());
});
