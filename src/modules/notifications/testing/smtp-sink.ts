import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type ReadMail, readMail } from './read-mail.ts';

export interface DeliveredMail extends ReadMail {
  /** Whom the envelope names. */
  readonly recipients: readonly string[];
}

type Stage = 'sender' | 'recipient' | 'content';

/** A real SMTP server for the test file that calls it: takes every mail, but for the refusals that it was given. */
export function smtpSink() {
  const mails: DeliveredMail[] = [];
  const refusals = new Map<Stage, { readonly code: number; readonly words: string }>();
  const refusalAt = (stage: Stage) => {
    const refusal = refusals.get(stage);
    return refusal && Object.assign(new Error(refusal.words), { responseCode: refusal.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (_, __, done) => done(new Error('Wrong password')),
    onMailFrom: (_, __, done) => done(refusalAt('sender')),
    onRcptTo: (_, __, done) => done(refusalAt('recipient')),
    async onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const refusal = refusalAt('content');
      if (!refusal) {
        mails.push({ ...readMail(Buffer.concat(chunks).toString()), recipients: envelope.rcptTo.map(({ address }) => address) });
      }
      done(refusal);
    },
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.server.address();
    if (address !== null && typeof address !== 'string') port = address.port;
  });
  beforeEach(() => {
    mails.length = 0;
    refusals.clear();
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  return {
    mails,
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    get urlWithWrongPassword() {
      return `smtp://shop:wrong@127.0.0.1:${port}`;
    },
    /** Until the end of the test, the server answers so at this stage. */
    refuse: (stage: Stage, code: number, words: string) => void refusals.set(stage, { code, words }),
    accept: () => refusals.clear(),
  };
}
