import { createRequire } from 'node:module';
import type * as nodemailer from 'nodemailer';
import { AppError } from '#shared-kernel/errors.ts';
import type { Mailer } from '../ports/mailer.ts';
import { composeMail } from './compose-mail.ts';

export interface SmtpMailerOptions {
  /** `smtp://user:password@host:587` or `smtps://…` */
  readonly url: string;
  readonly from: string;
}

const require = createRequire(import.meta.url);

/** Mails by SMTP over a few connections that are kept open. */
export function smtpMailer({ url, from }: SmtpMailerOptions): Mailer {
  let pool: ReturnType<typeof openPool> | undefined;
  const transport = () => {
    pool ??= openPool(url);
    return pool;
  };
  return {
    async send(mail, signal) {
      if (!ADDRESS.test(mail.to.email)) return { kind: 'refused', detail: 'The address is not valid.' };
      try {
        await transport().sendMail({ ...composeMail(from, mail), signal });
        return { kind: 'accepted' };
      } catch (error) {
        if (isForGood(error)) return { kind: 'refused', detail: `The mail server refused the mail (${codesOf(error)}).` };
        throw new MailServerUnavailable(codesOf(error));
      }
    },
    async check() {
      try {
        await transport().verify();
      } catch (error) {
        throw new MailServerUnavailable(codesOf(error));
      }
      return `mails go to ${new URL(url).host}`;
    },
    close: () => pool?.close(),
  };
}

function openPool(url: string) {
  // Loaded with the first mail.
  const { createTransport }: typeof nodemailer = require('nodemailer');
  // The pool must not send again by itself what a closing connection left in doubt: maxRequeues.
  return createTransport({ url, pool: true, maxConnections: 3, maxRequeues: 0, ...TIMEOUTS });
}

// nodemailer mends an address that holds line ends or brackets, and would write to whoever results.
const ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()\\,;:"@]+$/;

/** Together less than a call may last. */
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000, dnsTimeout: 5_000 };

/** The mail server could not be reached, or asks for patience. Says no more than codes: its own words may hold the address. */
class MailServerUnavailable extends AppError {
  override readonly name = 'MailServerUnavailable';

  constructor(codes: string) {
    super('unavailable', {
      code: 'notifications.mail_server_unavailable',
      detail: `The mail server does not take the mail now (${codes}).`,
      retryAfterSeconds: 60,
    });
  }
}

/** True where the mail itself was refused: not the sign-in nor the sender, which an operator can put right. */
function isForGood(error: unknown): boolean {
  if (!isMailError(error)) return false;
  return error.permanent === true && error.code !== 'EAUTH' && error.command !== 'MAIL FROM';
}

function isMailError(error: unknown): error is nodemailer.NodemailerError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function codesOf(error: unknown): string {
  if (!isMailError(error)) return 'unknown error';
  const [reply] = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(error.response ?? '') ?? [];
  return reply ?? error.code ?? 'unknown error';
}
