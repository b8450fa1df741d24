import { html } from 'hono/html';
import type { ApiDocument } from '../openapi/api-document.ts';
import { renderPage } from './render-page.ts';

/** What `explore.js` fills with the routes. */
export function renderExplorer({ title, version }: ApiDocument['info']): string {
  return renderPage({
    title: `${title} API`,
    version,
    scripted: true,
    content: html`<main id="explorer">
<noscript><p class="notice">Trying routes needs JavaScript. The same is written down in <a href="/openapi.json">openapi.json</a>.</p></noscript>
</main>`,
  });
}
