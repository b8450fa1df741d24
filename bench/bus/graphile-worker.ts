import { Logger, makeWorkerUtils, type Runner, type RunnerOptions, run, type WorkerUtils } from 'graphile-worker';
import { type ContenderOptions, Note, type OpenContender, SENDERS } from './contender.ts';

/**
 * graphile-worker: one job at a time, or, where `batchSize` is more than one, with its batching (a local queue filled by one
 * statement, completions collected). Each handler writes one row in a statement of its own; the job is completed by a later
 * statement of the library's, so that a process that dies in between has the row written again.
 */
export const openGraphileWorker: OpenContender = async (options) => {
  const { url, shape, handles } = options;
  const shared: RunnerOptions = {
    connectionString: url,
    maxPoolSize: Math.max(SENDERS, shape.concurrency + 2),
    logger: new Logger(() => (level, message) => void (level === 'error' && console.error(message))),
  };
  const utils = await makeWorkerUtils(shared);
  await utils.migrate();
  let runner: Runner | undefined;
  return {
    send: (notes) => inTransaction(utils, notes),
    async deliver() {
      if (handles) runner = await run({ ...shared, ...workOf(options) });
    },
    async stop() {
      await runner?.stop();
      await utils.release();
    },
  };
};

function workOf({ shape: { batchSize, concurrency }, begun }: ContenderOptions): RunnerOptions {
  const batching = batchSize > 1 ? { localQueue: { size: batchSize }, completeJobBatchDelay: 0 } : {};
  return {
    concurrency,
    noHandleSignals: true,
    preset: { worker: { concurrentJobs: concurrency, ...batching } },
    taskList: {
      note: async (payload, { query }) => {
        const note = Note.parse(payload);
        begun([note]);
        await query('insert into bench.rows (number) values ($1)', [note.number]);
      },
    },
  };
}

// What the library's own functions send, on a connection that is in a transaction.
const ADD_JOBS = `select graphile_worker.add_jobs(array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`;

async function inTransaction(utils: WorkerUtils, notes: () => readonly Note[]): Promise<void> {
  await utils.withPgClient(async (client) => {
    await client.query('begin');
    try {
      const specs = notes().map((payload) => ({ identifier: 'note', payload }));
      await client.query(ADD_JOBS, [JSON.stringify(specs)]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  });
}
