import type { TemplateName } from '../domain/letter.ts';
import type { MailAnswer, Recipient } from '../domain/notification.ts';

/** A mail in words; the mailer knows who sends it. */
export interface Mail {
  /** Makes the Message-ID: the same mail sent again after a crash is recognised by it. */
  readonly id: string;
  readonly template: TemplateName;
  readonly date: Date;
  readonly to: Recipient;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Gives mails away. `refused` is for good; what throws may succeed later. Neither says more of the
 * recipient than the mail server's codes.
 */
export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<MailAnswer>;
  /** Resolves to a sentence on where mails go; rejects where they would not get there. */
  check(): Promise<string>;
  close(): void;
}
