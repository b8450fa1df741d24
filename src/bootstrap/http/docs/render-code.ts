import { html } from 'hono/html';

/** Plain text in which `backticks` mean code. */
export function renderCode(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
