import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { examineShop } from '../doctor/examine-shop.ts';
import type { Finding } from '../doctor/finding.ts';
import { counted, textTable } from '../text-table.ts';

export const doctor = defineCliCommand({
  usage: 'doctor',
  summary: 'looks at machine, configuration, database, queues, orders and modules, and says what is wrong',
  failsWhen: 'something is wrong; warnings alone are no failure',
  example: 'doctor',
  input: z.object({}),
  run: async () => {
    const findings = await examineShop();
    const problems = findings.filter(({ status }) => status === 'problem').length;
    return { text: textOf(findings, problems), json: { ok: problems === 0, findings }, problem: problems > 0 };
  },
});

function textOf(findings: readonly Finding[], problems: number): string {
  const rows = findings.map(({ check, status, detail }) => [status, check, detail]);
  const verdict = problems === 0 ? 'nothing is wrong' : `${counted(problems, 'problem')} to solve`;
  return `${textTable(['', 'check', 'found'], rows, '')}\n${verdict}`;
}
