import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { orderOnce, post, SKU, staffHeaders } from '../load/open-shop.ts';
import { untilSettled } from '../load/settled-orders.ts';
import { makePast } from './make-past.ts';

export interface Growth {
  readonly from: number;
  readonly to: number;
  readonly say: (line: string) => void;
}

// Measured: 1.9 GB for 200,000.
const BYTES_OF_A_PAST_ORDER = 10_000;

/** Throws where the disk has no room for so many past orders. */
export async function assertRoomFor(orders: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const needed = orders * BYTES_OF_A_PAST_ORDER;
  if (bavail * bsize < needed) {
    const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(0);
    throw new Error(
      `${orders} past orders need ${gigabytes(needed)} GB in ${tmpdir()}, where ${gigabytes(bavail * bsize)} GB are free`,
    );
  }
}

const Tokens = z.object({ accessToken: z.string() });
const BUYER = { email: 'regular@example.com', password: 'correct-horse-battery', name: 'A Regular' };

/** Has a shop look as if it had sold so much already: somebody orders once, and the past is made in the image of that order. */
export async function growShop(run: TopologyRun, { from, to, say }: Growth): Promise<void> {
  const { url, environment } = run.running;
  const staff = await staffHeaders(url);
  await post(url, `/v1/stock/${SKU}/adjustments`, { delta: to - from, reason: 'what was sold' }, staff);
  if (from === 0) await post(url, '/v1/users', BUYER);
  const { email, password } = BUYER;
  const { accessToken } = Tokens.parse(await post(url, '/v1/sessions', { email, password }));
  const { id: orderId } = await orderOnce(url, SKU, { authorization: `Bearer ${accessToken}` });
  await untilSettled(run.databases);
  await withPatientSession(environment.DATABASE_URL ?? '', (session) => makePast(session, { orderId, from, to, say }));
}

async function withPatientSession(url: string, work: (session: Session) => Promise<void>): Promise<void> {
  const limits = { statementTimeoutMs: 0, lockTimeoutMs: 0 };
  const session = new Session({ url, applicationName: 'bench:owner', writesOutsideTransactions: true, ...limits });
  try {
    await work(session);
  } finally {
    session.destroy(new DatabaseUnavailable('The session was closed.'));
  }
}
