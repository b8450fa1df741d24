import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import type { Mail, Mailer } from '../ports/mailer.ts';
import { smtpSink } from '../testing/smtp-sink.ts';
import { smtpMailer } from './smtp-mailer.ts';

const sink = smtpSink();
const open: Mailer[] = [];
afterEach(() => {
  for (const mailer of open.splice(0)) mailer.close();
});

function mailer(url = sink.url): Mailer {
  const opened = smtpMailer({ url, from: 'Tessera <shop@tessera.example>' });
  open.push(opened);
  return opened;
}

function mail(more: Partial<Mail> = {}): Mail {
  return {
    id: newId(),
    template: 'welcome',
    date: new Date('2026-01-15T12:00:00Z'),
    to: { email: 'ada@example.com', name: 'Ada Lovelace' },
    subject: 'Grüße: 19.99 EUR',
    text: 'Hello Ada, 2 × tea\n',
    html: '<p>Hello Ada, 2 × tea</p>\n',
    ...more,
  };
}

const patience = () => AbortSignal.timeout(10_000);

describe('a mail by SMTP', () => {
  it('arrives in text and in HTML, with the headers of a mail that a machine sends', async () => {
    const { id } = mail();
    expect(await mailer().send(mail({ id }), patience())).toEqual({ kind: 'accepted' });
    expect(sink.mails).toHaveLength(1);
    const [arrived] = sink.mails;
    expect(arrived?.recipients).toEqual(['ada@example.com']);
    expect(arrived?.headers).toMatchObject({
      from: 'Tessera <shop@tessera.example>',
      to: 'Ada Lovelace <ada@example.com>',
      subject: 'Grüße: 19.99 EUR',
      'message-id': `<${id}@tessera.example>`,
      date: 'Thu, 15 Jan 2026 12:00:00 +0000',
      'auto-submitted': 'auto-generated',
      'mime-version': '1.0',
    });
    expect(arrived?.text.trim()).toBe('Hello Ada, 2 × tea');
    expect(arrived?.html.trim()).toBe('<p>Hello Ada, 2 × tea</p>');
  });

  it('bears the same Message-ID when it is sent again', async () => {
    const again = mail();
    const smtp = mailer();
    await smtp.send(again, patience());
    await smtp.send(again, patience());
    expect(new Set(sink.mails.map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it('goes to one recipient and gains no header, whatever a name or subject holds', async () => {
    const name = 'Ada\r\nBcc: eve@example.com, "Eve" <eve@example.com>';
    await mailer().send(mail({ to: { email: 'ada@example.com', name }, subject: 'Hello\r\nBcc: eve@example.com' }), patience());
    expect(sink.mails[0]?.recipients).toEqual(['ada@example.com']);
    expect(sink.mails[0]?.headers).not.toHaveProperty('bcc');
  });

  it('is refused for good where its address is none', async () => {
    for (const email of ['ada@example.com\r\nRCPT TO:<eve@example.com>', 'ada@example.com>, <eve@example.com']) {
      const answer = await mailer().send(mail({ to: { email, name: 'Ada' } }), patience());
      expect(answer.kind).toBe('refused');
    }
    expect(sink.mails).toEqual([]);
  });
});

describe('a mail server that does not take a mail', () => {
  it('refuses it for good with a reply of 5xx, of which only the codes are told', async () => {
    sink.refuse('recipient', 550, '5.1.1 <ada@example.com> is unknown here');
    expect(await mailer().send(mail(), patience())).toEqual({
      kind: 'refused',
      detail: 'The mail server refused the mail (550 5.1.1).',
    });
    sink.accept();
    sink.refuse('content', 554, 'Looks like spam');
    expect(await mailer().send(mail(), patience())).toEqual({
      kind: 'refused',
      detail: 'The mail server refused the mail (554).',
    });
  });

  it('asks for patience with a reply of 4xx, and takes it later', async () => {
    const smtp = mailer();
    sink.refuse('recipient', 451, '4.7.1 <ada@example.com> is greylisted');
    const refusal = await smtp.send(mail(), patience()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'notifications.mail_server_unavailable',
      message: expect.stringContaining('451 4.7.1'),
    });
    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain('ada@');
    sink.accept();
    expect(await smtp.send(mail(), patience())).toEqual({ kind: 'accepted' });
  });

  it('is one that an operator can put right where it refuses the sender or the sign-in', async () => {
    const unavailable = { code: 'notifications.mail_server_unavailable' };
    await expect(mailer(sink.urlWithWrongPassword).send(mail(), patience())).rejects.toMatchObject(unavailable);
    sink.refuse('sender', 550, '5.7.1 not your domain');
    await expect(mailer().send(mail(), patience())).rejects.toMatchObject(unavailable);
  });

  it('may not be there at all', async () => {
    const nobody = mailer('smtp://127.0.0.1:9');
    await expect(nobody.send(mail(), patience())).rejects.toMatchObject({ code: 'notifications.mail_server_unavailable' });
    await expect(nobody.check()).rejects.toMatchObject({ code: 'notifications.mail_server_unavailable' });
    expect(await mailer().check()).toMatch(/^mails go to 127\.0\.0\.1:\d+$/);
  });
});
