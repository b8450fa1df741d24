import { type Html, html } from './html.ts';

/** The words of a mail, in both forms. */
export interface Words {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Content {
  readonly subject: string;
  /** The reader's name. */
  readonly name: string;
  readonly text: readonly string[];
  readonly html: readonly Html[];
}

/** Puts greeting and closing around what a template says, in text and in HTML. */
export function layout({ subject, name, text, html: parts }: Content): Words {
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font-family:sans-serif;color:#222;line-height:1.5">
<p>Hello ${name},</p>
${parts}
<p style="color:#777">This mail was sent automatically; nobody reads answers to it.</p>
</body>
</html>
`;
  const lines = [`Hello ${name},`, ...text, 'This mail was sent automatically; nobody reads answers to it.'];
  return { subject, text: `${lines.join('\n\n')}\n`, html: page.markup };
}
