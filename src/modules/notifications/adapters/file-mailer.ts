import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as nodemailer from 'nodemailer';
import type { Log } from '#shared-kernel/log.ts';
import type { Mailer } from '../ports/mailer.ts';
import { composeMail } from './compose-mail.ts';

export interface FileMailerOptions {
  readonly directory: string;
  readonly from: string;
  readonly log: Log;
}

const require = createRequire(import.meta.url);

/** For development: each mail lands as a file that any mail program opens, and its path in the log. */
export function fileMailer({ directory, from, log }: FileMailerOptions): Mailer {
  return {
    async send(mail) {
      // Loaded with the first mail.
      const { createTransport }: typeof nodemailer = require('nodemailer');
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
      const { message } = await transport.sendMail(composeMail(from, mail));
      const time = mail.date.toISOString().replaceAll(':', '-');
      const path = join(directory, `${time}-${mail.template}-${mail.id}.eml`);
      await mkdir(directory, { recursive: true });
      await writeFile(`${path}.part`, message);
      await rename(`${path}.part`, path);
      log.info({ template: mail.template, notification: mail.id, path }, 'a mail was written to a file');
      return { kind: 'accepted' };
    },
    check: async () => `mails are written to files in ${directory}; set SMTP_URL to send them`,
    close: () => undefined,
  };
}
