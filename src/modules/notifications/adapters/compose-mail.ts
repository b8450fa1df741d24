import type { SendMailOptions } from 'nodemailer';
import type { Mail } from '../ports/mailer.ts';

/** The mail as nodemailer takes it. `from` is `Name <address>` or an address alone. */
export function composeMail(from: string, { id, date, to, subject, text, html }: Mail): SendMailOptions {
  const sender = /<([^<>]+)>$/.exec(from)?.[1] ?? from;
  return {
    from,
    to: { name: to.name, address: to.email },
    // Stated, so that an address is one recipient whatever it looks like.
    envelope: { from: sender, to: [to.email] },
    messageId: `<${id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`,
    date,
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
