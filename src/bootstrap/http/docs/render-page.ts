import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly version: string;
  /** Only for pages that do not work without. */
  readonly scripted: boolean;
  readonly content: Html;
}

/** The frame of the pages: who they are about, and where else to look. */
export function renderPage({ title, version, scripted, content }: Page): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/docs/style.css">
${scripted ? html`<script src="/docs/script.js" defer></script>` : ''}
</head>
<body>
<header class="masthead">
<a class="brand" href="/docs">Tessera</a><span class="version">${version}</span>
<nav aria-label="Documents">
<a href="/docs">Routes</a> <a href="/docs/problems">Problems</a> <a href="/openapi.json">openapi.json</a> <a href="/asyncapi.json">asyncapi.json</a>
</nav>
</header>
${content}
</body>
</html>`);
}

/** One tile of a mosaic. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#0f6e6a" d="M1 1h6v6H1z"/></svg>',
)}`;
