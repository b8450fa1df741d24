import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Row, Tables } from './final-state.ts';
import type { TopologyRun } from './topology-run.ts';
import type { WebhookListener } from './webhook-listener.ts';

/** What the world outside saw of the shop: calls to the provider and the carrier, mails and webhooks. */
export async function readOutsideEffects(run: Pick<TopologyRun, 'directory'>, webhooks: WebhookListener): Promise<Tables> {
  const { directory } = run;
  return new Map([
    ['outside.payments', (await linesOf(join(directory, 'provider.jsonl'))).map((line) => PaymentCall.parse(line))],
    ['outside.parcels', (await linesOf(join(directory, 'carrier.jsonl'))).map((line) => CarrierCall.parse(line))],
    ['outside.mails', await mailsIn(join(directory, 'data', 'notifications', 'mails'))],
    ['outside.webhooks', webhooks.heard()],
  ]);
}

/** The provider has one line for each key: a call that was repeated is there once. */
const PaymentCall = z.object({
  operation: z.string(),
  answer: z.object({ status: z.number() }),
  charge: z
    .object({
      orderId: z.string(),
      currency: z.string(),
      authorizedMinor: z.number(),
      capturedMinor: z.number(),
      refundedMinor: z.number(),
      voided: z.boolean(),
    })
    .optional(),
});

const CarrierCall = z.object({ type: z.string(), key: z.string(), code: z.string().optional() });

async function linesOf(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

/** By the notification that each is of, which says what it is about. */
async function mailsIn(directory: string): Promise<readonly Row[]> {
  const files = await readdir(directory);
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8');
      const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
      return { of: /([0-9a-f-]{36})\.eml$/.exec(file)?.[1] ?? file, to: header('To'), subject: header('Subject') };
    }),
  );
}
