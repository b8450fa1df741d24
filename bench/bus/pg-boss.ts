import { type Db, PgBoss } from 'pg-boss';
import { type ContenderOptions, type Note, type OpenContender, SENDERS } from './contender.ts';

const QUEUE = 'notes';

/**
 * pg-boss as its documentation has it: a transactional worker, whose handler's writes and the completion of its jobs commit
 * together; woken by NOTIFY, and fetching again at once after a full batch.
 */
export const openPgBoss: OpenContender = async (options) => {
  const { url, shape, handles } = options;
  const max = 2 * (shape.concurrency + SENDERS);
  const boss = new PgBoss({ connectionString: url, max, useListenNotify: handles, supervise: handles, schedule: false });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true });
  return {
    send: (notes) =>
      inTransaction(boss, async (db) => {
        const jobs = notes().map((data) => ({ data }));
        await boss.insert(QUEUE, jobs, { db });
      }),
    deliver: () => work(boss, options),
    stop: () => boss.stop({ graceful: true, timeout: 30_000 }),
  };
};

async function work(boss: PgBoss, { shape, begun }: ContenderOptions): Promise<void> {
  const { handler, batchSize, concurrency } = shape;
  const batching = { batchSize, localConcurrency: concurrency, burstWhenBatchFull: true };
  const options = { ...batching, pollingIntervalSeconds: 0.5, transactional: true } as const;
  await boss.work<Note, void, typeof options>(QUEUE, options, async (jobs, tx) => {
    const notes = jobs.map(({ data }) => data);
    begun(notes);
    if (handler === 'batch') await tx.executeSql(WRITE_ALL, [notes.map(({ number }) => number)]);
    else for (const { number } of notes) await tx.executeSql(WRITE, [number]);
  });
}

const WRITE = 'insert into bench.rows (number) values ($1)';
const WRITE_ALL = 'insert into bench.rows (number) select unnest($1::integer[])';

async function inTransaction(boss: PgBoss, send: (db: Db) => Promise<void>): Promise<void> {
  const transaction = await boss.getDb().beginTransaction?.();
  if (!transaction) throw new Error('pg-boss cannot begin a transaction on its own pool');
  try {
    await send(transaction.db);
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
