import { html } from './html.ts';
import { layout, type Words } from './layout.ts';

export function welcome(name: string): Words {
  const sentence = 'Your account is ready. Everything you order while you are signed in is kept there.';
  return layout({ subject: 'Welcome', name, text: [sentence], html: [html`<p>${sentence}</p>`] });
}
