import { mkdtempSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { readMail } from '../testing/read-mail.ts';
import { fileMailer } from './file-mailer.ts';

describe('a mail in development', () => {
  it('lands as one file that mail programs open, and its path in the log without the address', async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'tessera-mails-')), 'mails');
    const lines: string[] = [];
    const log: Log = { ...silentLog, info: (fields, message) => void lines.push(JSON.stringify({ ...fields, message })) };
    const mailer = fileMailer({ directory, from: 'Tessera <shop@tessera.example>', log });
    const mail = {
      id: newId(),
      template: 'order-confirmed',
      date: new Date('2026-01-15T12:00:00Z'),
      to: { email: 'ada@example.com', name: 'Ada' },
      subject: 'Your order T-1 is confirmed',
      text: 'Hello Ada',
      html: '<p>Hello Ada</p>',
    } as const;
    const signal = AbortSignal.timeout(5_000);
    expect(await mailer.send(mail, signal)).toEqual({ kind: 'accepted' });
    await mailer.send(mail, signal);
    const name = `2026-01-15T12-00-00.000Z-order-confirmed-${mail.id}.eml`;
    expect(await readdir(directory)).toEqual([name]);
    const read = readMail(await readFile(join(directory, name), 'utf8'));
    expect(read).toMatchObject({ headers: { subject: mail.subject, to: 'Ada <ada@example.com>' } });
    expect(lines[0]).toContain(name);
    expect(lines.join()).not.toContain('ada@');
    expect(await mailer.check()).toContain(directory);
    mailer.close();
  });
});
