import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS } from '@dbos-inc/dbos-sdk';
import {
  type DataSourceTransactionHandler,
  migrateDataSourcePG,
  registerDataSource,
  replayRecordedStep,
  runTransaction,
} from '@dbos-inc/dbos-sdk/datasource';
import postgres from 'postgres';
import { driverAddress } from '#shared-kernel/database/driver-address.ts';

/** A statement with `${values}`, in the transaction of the step at hand. */
export type StepSql = postgres.TransactionSql;

/** Runs a step of a workflow whose writes and whose checkpoint commit together. */
export type TransactionStep = <T>(name: string, work: (sql: StepSql) => Promise<T>) => Promise<T>;

const NAME = 'shop';

/**
 * Transactions of DBOS on postgres.js, by the interface that its SDK has for this: the packages with ready ones are made for
 * an earlier major version. It does what those do, and leaves out what costs and can be left out here: nobody deletes the
 * checkpoints of workflows that have ended, and none asks in each transaction whether another process has taken over.
 */
export function transactionSteps(url: string, connections: number): TransactionStep {
  const { url: address, ...socket } = driverAddress(url);
  const sql = postgres(address, { ...socket, max: connections, onnotice: () => undefined });
  const current = new AsyncLocalStorage<StepSql>();
  const handler: DataSourceTransactionHandler = {
    name: NAME,
    initialize: () => sql.begin((tx) => migrateDataSourcePG((statement) => tx.unsafe(statement))).then(() => undefined),
    destroy: () => sql.end(),
    async invokeTransactionFunction(_, target, work, ...args) {
      const { workflowID = '', stepID = 0 } = DBOS;
      const [recorded] = await sql<{ output: string | null; error: string | null }[]>`
        select output, error from dbos.transaction_completion where workflow_id = ${workflowID} and function_num = ${stepID}`;
      if (recorded) return replayRecordedStep(recorded);
      const { result } = await sql.begin(async (tx) => {
        const done = await current.run(tx, () => work.apply(target, args));
        await tx`
          insert into dbos.transaction_completion (workflow_id, function_num, output)
          values (${workflowID}, ${stepID}, ${JSON.stringify({ json: done ?? null })})`;
        return { result: done };
      });
      return result;
    },
  };
  registerDataSource(handler);
  return (name, work) => {
    const inTransaction = () => {
      const tx = current.getStore();
      if (!tx) throw new Error(`${name} runs outside of its transaction`);
      return work(tx);
    };
    return runTransaction(inTransaction, name, { dsName: NAME });
  };
}
