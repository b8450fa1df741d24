import { z } from 'zod';
import { keyEncryptionKeys } from '#shared-kernel/secret-box.ts';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const NotificationsSettings = z
  .object({
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' })
      .optional()
      .describe('The mail server. Without it mails land as files in the data directory.'),
    MAIL_FROM: z
      .string()
      .regex(/^(?:[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must look like Shop <shop@example.com>')
      .optional()
      .describe('Who mails come from, `Shop <shop@example.com>`; needed with `SMTP_URL`.'),
    WEBHOOK_KEY_ENCRYPTION_KEYS: keyEncryptionKeys(
      'What the secrets of webhook endpoints are kept under: `<id>:<32 bytes in base64>`, newest first, separated by commas.',
    ),
    WEBHOOK_SECRET_OVERLAP_HOURS: whole(0, 720).default(24).describe('How long the secret of before signs beside a new one.'),
    WEBHOOK_POLL_MS: whole(100, 3_600_000)
      .default(1_000)
      .describe('How long a process goes without looking for webhooks that are due again, or were noted by another process.'),
    WEBHOOK_TIMEOUT_SECONDS: whole(1, 20).default(15).describe('How long an attempt to deliver a webhook may take.'),
    WEBHOOK_GIVE_UP_DAYS: whole(1, 30)
      .default(5)
      .describe('A webhook endpoint is disabled once it has failed for so long without a success.'),
    WEBHOOK_LOG_DAYS: whole(5, 365).default(30).describe('How long webhook deliveries are remembered, and can be replayed.'),
    WEBHOOK_ALLOW_LOOPBACK: z.literal('yes').optional().meta({
      description: 'Webhooks may go to this machine, over plain HTTP too: for development and tests.',
      inProduction: 'refused',
    }),
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => SMTP_URL === undefined || MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    error: 'is needed with SMTP_URL, such as Shop <shop@example.com>',
  });
export type NotificationsSettings = z.output<typeof NotificationsSettings>;
