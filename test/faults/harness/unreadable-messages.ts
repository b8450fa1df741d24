import type { Session } from '#shared-kernel/database/session.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import { unseal } from '#shared-kernel/messaging/message.ts';
import { discoverContracts } from '../../../scripts/discovery/contracts.ts';

const PAGE = 2_000;

/** Every message in the queues that no contract of the code describes, and why. */
export async function unreadableMessages({ sql }: Session): Promise<readonly string[]> {
  const contracts = (await discoverContracts()).map(({ contract }) => contract);
  const problems: string[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await sql<{ id: string; data: unknown }>`
      select id, data from pgboss.job where id > ${after} and data ? 'specversion' order by id limit ${PAGE}`;
    for (const { id, data } of page) {
      try {
        unseal(contracts, data);
      } catch (error) {
        problems.push(`job ${id}: ${messageOf(error)}`);
      }
    }
    const last = page.at(-1);
    if (!last) return problems;
    after = last.id;
  }
}
